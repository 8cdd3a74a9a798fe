package io.warmwell.simulator.fleet;

import io.warmwell.simulator.world.Percentiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What one run of a fleet came to, from the scenario's beginning on.
///
/// @param waits from binding to running, of each pod that came to run
/// @param lastRunning from the beginning to the last pod running
/// @param pending pods that do not run at the end
/// @param refused ADDs that were refused
/// @param calls those that EC2 took, by action
/// @param throttled those that EC2 refused since a bucket was empty, by action
/// @param moments how it went, at equal distances
public record FleetOutcome(
    List<Duration> waits,
    Duration lastRunning,
    int pending,
    int refused,
    Map<String, Long> calls,
    Map<String, Long> throttled,
    List<Moment> moments) {

  public FleetOutcome {
    waits = List.copyOf(waits);
    calls = Map.copyOf(calls);
    throttled = Map.copyOf(throttled);
    moments = List.copyOf(moments);
  }

  /// One look.
  ///
  /// @param at from the beginning
  /// @param waiting pods that do not run yet
  /// @param idle addresses that no pod has
  /// @param throttled calls refused so far
  public record Moment(Duration at, int waiting, int idle, long throttled) {}

  /// From binding to running.
  public Percentiles waitOfAll() {
    return new Percentiles(waits);
  }

  /// Calls that EC2 took.
  public long callCount() {
    return sum(calls);
  }

  /// Calls that EC2 refused since a bucket was empty.
  public long throttledCount() {
    return sum(throttled);
  }

  /// Addresses that no pod has, over time.
  public double idleMean() {
    return moments.stream().mapToInt(Moment::idle).average().orElse(0);
  }

  /// Addresses that no pod has, at the end.
  public int idleAtEnd() {
    return moments.isEmpty() ? 0 : moments.getLast().idle();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
