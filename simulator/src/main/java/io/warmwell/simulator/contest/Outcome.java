package io.warmwell.simulator.contest;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What one run of a scenario came to.
///
/// @param waits from binding to running, of each pod that came to run
/// @param allRunning from the scenario's beginning to the last pod running
/// @param pending pods that did not come to run
/// @param refused ADDs that were refused
/// @param calls EC2 calls by action, from the scenario's beginning
/// @param idle addresses held and used by no pod, over time
public record Outcome(
    List<Duration> waits,
    Duration allRunning,
    int pending,
    int refused,
    Map<String, Long> calls,
    Idle idle) {

  public Outcome {
    waits = List.copyOf(waits);
    calls = Map.copyOf(calls);
  }

  /// Addresses that are held for nobody: free, or resting after use.
  ///
  /// @param mean over time
  /// @param addressHours the sum over time
  public record Idle(double mean, int max, double addressHours) {}

  /// All calls together.
  public long callCount() {
    return calls.values().stream().mapToLong(Long::longValue).sum();
  }
}
