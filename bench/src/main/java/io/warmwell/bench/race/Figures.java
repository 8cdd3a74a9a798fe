package io.warmwell.bench.race;

import io.warmwell.simulator.world.Percentiles;
import java.time.Duration;
import java.util.List;

/// What was measured of one contestant.
///
/// @param callers how many called at a time
/// @param rounds what each round showed
record Figures(String contestant, Measure measure, int callers, List<List<Duration>> rounds) {

  Figures {
    rounds = rounds.stream().map(List::copyOf).toList();
  }

  /// How many durations there are.
  int count() {
    return rounds.stream().mapToInt(List::size).sum();
  }

  /// A percentile over all rounds.
  Duration percentile(double percent) {
    return new Percentiles(rounds.stream().flatMap(List::stream).toList()).percentile(percent);
  }
}
