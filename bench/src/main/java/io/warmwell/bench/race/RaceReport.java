package io.warmwell.bench.race;

import io.warmwell.cli.terminal.Columns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What a race showed, and its tables.
///
/// @param times one entry for each contestant, verb and number of callers
public record RaceReport(List<Times> times) {
  /// The same calls yield the same interval.
  private static final long SEED = 1;

  public RaceReport {
    times = List.copyOf(times);
  }

  /// The times as text, then the ratios.
  public List<String> lines() {
    var lines = new ArrayList<>(table());
    lines.add("");
    lines.addAll(ratios());
    return lines;
  }

  private List<String> table() {
    var table = new Columns("wall time, through exec", "callers", "calls", "p50", "p99");
    for (var one : times) {
      if (!one.contestant().equals(Contestant.SPAWN) || one.verb().equals("ADD")) {
        table.row(
            label(one),
            one.callers(),
            one.calls(),
            milliseconds(one.percentile(50)),
            milliseconds(one.percentile(99)));
      }
    }
    return table.lines();
  }

  private List<String> ratios() {
    var table =
        new Columns("ratio of p50s", "callers", "times", "95 % of resamples", "times, less spawn");
    for (var own : times) {
      if (own.contestant().equals(Contestant.WARMWELL)) {
        var peer = of(Contestant.PTP, own);
        var ratio = Ratio.of(peer, own, new SplittableRandom(SEED));
        table.row(
            own.verb() + "  " + peer.contestant() + " / " + own.contestant(),
            own.callers(),
            "%.1f".formatted(ratio.value()),
            "%.1f to %.1f".formatted(ratio.low(), ratio.high()),
            "%.1f".formatted(lessSpawn(peer, own)));
      }
    }
    return table.lines();
  }

  private double lessSpawn(Times peer, Times own) {
    var spawn = of(Contestant.SPAWN, own).percentile(50);
    return (double) peer.percentile(50).minus(spawn).toNanos()
        / own.percentile(50).minus(spawn).toNanos();
  }

  /// What another contestant did in the same heats.
  private Times of(String contestant, Times other) {
    return times.stream()
        .filter(
            one ->
                one.contestant().equals(contestant)
                    && one.verb().equals(other.verb())
                    && one.callers() == other.callers())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + contestant + " beside " + other));
  }

  private static String label(Times one) {
    return one.contestant().equals(Contestant.SPAWN)
        ? "     " + one.contestant() + " (the spawn floor)"
        : one.verb() + "  " + one.contestant();
  }

  private static String milliseconds(Duration duration) {
    return "%,.2f ms".formatted(duration.toNanos() / 1e6);
  }
}
