package io.warmwell.bench.sample;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// How many times longer one thing takes than another, by their medians.
///
/// The interval comes from a bootstrap over rounds: calls of one round share its disturbances and
/// are not independent, rounds nearly are, and a drawn round counts for both things.
///
/// @param value the ratio of the medians of all calls
/// @param low 2.5 % of the resampled ratios lie below
/// @param high 2.5 % lie above
public record Ratio(double value, double low, double high) {
  private static final int RESAMPLES = 2_000;
  private static final long SEED = 1;
  private static final double TAIL = 0.025;

  /// The ratio of two that were measured in the same rounds.
  ///
  /// @throws IllegalArgumentException if they were not
  public static Ratio of(Sample slower, Sample faster, RandomGenerator random) {
    var rounds = slower.rounds().size();
    if (rounds == 0 || rounds != faster.rounds().size()) {
      throw new IllegalArgumentException(
          "ratio of %d and %d rounds".formatted(rounds, faster.rounds().size()));
    }
    var all = IntStream.range(0, rounds).toArray();
    var resampled =
        IntStream.range(0, RESAMPLES)
            .mapToObj(_ -> random.ints(rounds, 0, rounds).toArray())
            .mapToDouble(drawn -> median(slower.rounds(), drawn) / median(faster.rounds(), drawn))
            .sorted()
            .toArray();
    return new Ratio(
        median(slower.rounds(), all) / median(faster.rounds(), all),
        resampled[(int) (TAIL * RESAMPLES)],
        resampled[(int) ((1 - TAIL) * RESAMPLES) - 1]);
  }

  /// The same calls yield the same interval.
  public static Ratio of(Sample slower, Sample faster) {
    return of(slower, faster, new SplittableRandom(SEED));
  }

  /// The interval, for tables.
  ///
  /// @param decimals how many digits follow the point
  public String interval(int decimals) {
    var format = "%." + decimals + "f";
    return format.formatted(low) + " to " + format.formatted(high);
  }

  private static double median(List<List<Duration>> rounds, int[] drawn) {
    var sorted =
        IntStream.of(drawn)
            .mapToObj(rounds::get)
            .flatMapToLong(round -> round.stream().mapToLong(Duration::toNanos))
            .sorted()
            .toArray();
    return sorted[(sorted.length - 1) / 2];
  }
}
