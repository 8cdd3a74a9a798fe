package io.warmwell.simulator.ec2;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long EC2's asynchronous changes take.
///
/// @param attach from AttachNetworkInterface to `attached`
/// @param detach from DetachNetworkInterface to `available`
public record Latencies(Latency attach, Latency detach) {

  /// Changes take effect within the call.
  public static final Latencies NONE =
      new Latencies(
          new Latency(Duration.ZERO, Duration.ZERO), new Latency(Duration.ZERO, Duration.ZERO));

  /// What users of the incumbent report: attached "within 10 s" and usually much sooner, detached
  /// "around 2-3 seconds" (amazon-vpc-cni-k8s issue 608).
  public static final Latencies TYPICAL =
      new Latencies(
          new Latency(Duration.ofSeconds(1), Duration.ofSeconds(3)),
          new Latency(Duration.ofSeconds(2), Duration.ofSeconds(3)));

  /// A range that one latency is drawn from, evenly.
  ///
  /// @param min zero or more
  /// @param max at least `min`
  public record Latency(Duration min, Duration max) {

    /// @throws IllegalArgumentException if the range is negative or turned around
    public Latency {
      if (min.isNegative() || max.compareTo(min) < 0) {
        throw new IllegalArgumentException("not a range of latencies: " + min + " to " + max);
      }
    }

    Duration draw(RandomGenerator random) {
      return min.plusNanos(random.nextLong(max.minus(min).toNanos() + 1));
    }
  }
}
