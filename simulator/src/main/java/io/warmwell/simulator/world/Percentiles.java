package io.warmwell.simulator.world;

import java.time.Duration;
import java.util.List;

/// Percentiles of a list of durations, by the nearest-rank method.
///
/// @param sorted shortest first
public record Percentiles(List<Duration> sorted) {

  public Percentiles {
    sorted = sorted.stream().sorted().toList();
  }

  /// The shortest duration that at least so many percent of all do not exceed; zero of none.
  ///
  /// @param percent above 0, at most 100
  public Duration percentile(double percent) {
    if (sorted.isEmpty()) {
      return Duration.ZERO;
    }
    var rank = (int) Math.ceil(percent / 100 * sorted.size());
    return sorted.get(Math.clamp(rank, 1, sorted.size()) - 1);
  }
}
