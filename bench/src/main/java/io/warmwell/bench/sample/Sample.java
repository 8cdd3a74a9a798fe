package io.warmwell.bench.sample;

import io.warmwell.simulator.world.Percentiles;
import java.time.Duration;
import java.util.List;

/// Durations of one thing, measured in rounds in which other things were measured too.
///
/// @param rounds what each round showed
public record Sample(List<List<Duration>> rounds) {

  public Sample {
    rounds = rounds.stream().map(List::copyOf).toList();
  }

  /// How many durations there are.
  public int count() {
    return rounds.stream().mapToInt(List::size).sum();
  }

  /// A percentile over all rounds.
  public Duration percentile(double percent) {
    return new Percentiles(rounds.stream().flatMap(List::stream).toList()).percentile(percent);
  }
}
