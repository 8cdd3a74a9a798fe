package io.warmwell.bench.race;

import io.warmwell.simulator.world.Percentiles;
import java.time.Duration;
import java.util.List;

/// How long the calls of one contestant took.
///
/// @param verb `ADD` or `DEL`
/// @param callers how many called at a time
/// @param rounds the calls of each round
public record Times(String contestant, String verb, int callers, List<List<Duration>> rounds) {

  public Times {
    rounds = rounds.stream().map(List::copyOf).toList();
  }

  /// How many calls there were.
  public int calls() {
    return rounds.stream().mapToInt(List::size).sum();
  }

  /// A percentile over the calls of all rounds.
  public Duration percentile(double percent) {
    return new Percentiles(rounds.stream().flatMap(List::stream).toList()).percentile(percent);
  }
}
