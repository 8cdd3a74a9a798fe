package io.warmwell.simulator.fleet;

import io.warmwell.pool.BlockKind;
import io.warmwell.simulator.swarm.TokenBuckets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// The least that EC2 lets nodes that join at once get by with, if every node knew its pods
/// beforehand: one look at what it has, one assignment to the primary ENI, and for what does not
/// fit there a creation, an attachment and a modification per ENI.
///
/// No daemon can be faster than the slowest bucket gives tokens for these calls; the time that the
/// calls themselves take comes on top, and is left out.
///
/// @param calls by action, of all nodes
public record FleetBound(Map<String, Long> calls, double tokensPerSecond) {
  private static final double MILLIS = 1000;

  public FleetBound {
    calls = Map.copyOf(calls);
  }

  /// The bound of nodes that all join at the beginning.
  public static FleetBound of(FleetScenario scenario) {
    var limits = scenario.node().type().limits();
    var room = limits.blocksPerInterface();
    var calls = new TreeMap<String, Long>();
    for (var node : scenario.nodes()) {
      var blocks =
          scenario.node().prefixes() ? BlockKind.PREFIX.blocksFor(node.pods()) : node.pods();
      var further = Math.ceilDiv(Math.max(0, blocks - room), room);
      calls.merge("DescribeNetworkInterfaces", 1L, Long::sum);
      calls.merge("AssignPrivateIpAddresses", 1L, Long::sum);
      calls.merge("CreateNetworkInterface", (long) further, Long::sum);
      calls.merge("AttachNetworkInterface", (long) further, Long::sum);
      calls.merge("ModifyNetworkInterfaceAttribute", (long) further, Long::sum);
    }
    calls.values().removeIf(count -> count == 0);
    return new FleetBound(calls, scenario.region().tokensPerSecond());
  }

  /// When the last of these calls finds a token.
  public Duration time() {
    return calls.entrySet().stream()
        .map(entry -> time(entry.getKey(), entry.getValue()))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Duration time(String action, long count) {
    if (tokensPerSecond == 0) {
      return Duration.ZERO;
    }
    var refill = TokenBuckets.refill(action, tokensPerSecond);
    var seconds = Math.max(0, count - TokenBuckets.size(refill)) / refill;
    return Duration.ofMillis((long) (seconds * MILLIS));
  }
}
