package io.warmwell.bench.race;

import io.warmwell.pool.BlockKind;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Supply;
import io.warmwell.simulator.world.World;
import java.time.Duration;
import java.util.Map;

/// A node whose addresses lie ready, so that EC2 is not what is measured.
final class ReadyNode {
  private static final Duration SUPPLY_MAX = Duration.ofSeconds(30);
  private static final Duration SUPPLY_POLL = Duration.ofMillis(50);

  private ReadyNode() {}

  /// Its daemon's settings: so many addresses in whole prefixes, and a short rest for each.
  static Map<String, String> settings(int addresses) {
    return Map.of(
        "ENABLE_PREFIX_DELEGATION",
        "true",
        "MINIMUM_IP_TARGET",
        String.valueOf(addresses),
        "WARMWELL_MAX_PODS",
        String.valueOf(addresses),
        "IP_COOLDOWN_PERIOD",
        "1");
  }

  /// Waits until a node has so many addresses in prefixes.
  ///
  /// @throws IllegalStateException if it has not in time
  static void await(World world, Node node, int addresses) throws InterruptedException {
    var deadline = System.nanoTime() + SUPPLY_MAX.toNanos();
    while (Supply.of(node, world.ec2()).prefixes() * BlockKind.PREFIX.size() < addresses) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the node has %s after %d s, not %d addresses%s"
                .formatted(
                    Supply.of(node, world.ec2()),
                    SUPPLY_MAX.toSeconds(),
                    addresses,
                    node.daemon().logEnd()));
      }
      Thread.sleep(SUPPLY_POLL);
    }
  }
}
