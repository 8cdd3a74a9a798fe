package io.warmwell.simulator.fleet;

import io.warmwell.pool.InterfaceLimits;
import io.warmwell.simulator.contest.Contestant;
import io.warmwell.simulator.fleet.FleetScenario.NodePlan;
import io.warmwell.simulator.swarm.CalmWorld;
import io.warmwell.simulator.swarm.SwarmOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The scenarios of the fleet, each of a size of one's choice.
///
/// Buckets: reference/numbers.md, 50 tokens and 5 a second for changing calls, 100 and 20 for
/// describes.
public final class FleetScenarios {
  /// What AWS gives an account.
  public static final double TOKENS_PER_SECOND = 5;

  private static final Duration LATENCY = Duration.ofMillis(200);
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);
  private static final int PODS = 30;
  private static final int DRY_PODS = 40;
  private static final int PODS_WITH_PREFIXES = 110;
  private static final int PODS_ON_HOST = 2;
  private static final int SUBNET = 16;
  private static final int NODES_PER_SUBNET = 800;

  private static final SwarmOptions.Type M5_XLARGE =
      new SwarmOptions.Type("m5.xlarge", new InterfaceLimits(4, 15));

  private FleetScenarios() {}

  /// Those of `make fleet`: 500 to 5,000 nodes, 30 pods each.
  ///
  /// @param percent how many of the nodes take part
  public static List<FleetScenario> all(int percent) {
    return List.of(
        joining(percent * 10, PODS, true),
        joining(percent * 10, PODS, false),
        replacement(percent * 50, PODS, Duration.ofMinutes(30)),
        storm(percent * 10, PODS),
        drySubnet(percent * 5, DRY_PODS));
  }

  /// Nodes that join at once, and whose pods wait for them.
  public static FleetScenario joining(int nodes, int pods, boolean prefixes) {
    return new FleetScenario(
        prefixes ? "join-28" : "join-32",
        "%,d nodes join at once, %d pods each, %s".formatted(nodes, pods, blocks(prefixes)),
        region(nodes),
        node(prefixes),
        Collections.nCopies(nodes, NodePlan.joining(Duration.ZERO, pods)),
        Duration.ZERO,
        Map.of(),
        Duration.ofHours(2));
  }

  /// Every node is replaced by another one: that joins, takes over the pods, and three minutes
  /// later the old one is gone.
  ///
  /// @param within from the first to the last
  public static FleetScenario replacement(int nodes, int pods, Duration within) {
    var begin = Duration.ofMinutes(3);
    var both = Duration.ofMinutes(3);
    var plans = new ArrayList<NodePlan>();
    for (var index = 0; index < nodes; index++) {
      var at = begin.plus(within.multipliedBy(index).dividedBy(nodes));
      plans.add(new NodePlan(Duration.ZERO, pods, Duration.ZERO, NodePlan.NEVER, at.plus(both)));
    }
    for (var index = 0; index < nodes; index++) {
      var at = begin.plus(within.multipliedBy(index).dividedBy(nodes));
      plans.add(NodePlan.joining(at, pods));
    }
    return new FleetScenario(
        "replacement",
        "%,d nodes are replaced within %d min, %d pods each, %s"
            .formatted(nodes, within.toMinutes(), pods, blocks(true)),
        region(2 * nodes),
        node(true),
        plans,
        begin,
        Map.of(),
        begin.plus(within).plus(Duration.ofHours(1)));
  }

  /// Nodes get more pods than they hold addresses for while somebody else in the account takes
  /// nearly all of its calls, for ten minutes.
  public static FleetScenario storm(int nodes, int pods) {
    var begin = Duration.ofMinutes(5);
    var plan = new NodePlan(Duration.ZERO, pods, begin, NodePlan.NEVER, NodePlan.NEVER);
    return new FleetScenario(
        "storm",
        "%,d nodes get %d pods each in a throttling storm of 10 min, %s"
            .formatted(nodes, pods, blocks(true)),
        region(nodes, TOKENS_PER_SECOND / 20),
        node(true),
        Collections.nCopies(nodes, plan),
        begin,
        Map.of(begin.plusMinutes(10), TOKENS_PER_SECOND),
        begin.plus(Duration.ofHours(2)));
  }

  /// Nodes of one /18 want more than it has; after 20 minutes a third of the pods end.
  public static FleetScenario drySubnet(int nodes, int pods) {
    var begin = Duration.ZERO;
    var brief = Duration.ofMinutes(20);
    return new FleetScenario(
        "dry",
        "%,d nodes with %d pods each want more than a /18 has, a third ends after 20 min, %s"
            .formatted(nodes, pods, blocks(true)),
        new CalmWorld.Region(LATENCY, TOKENS_PER_SECOND, List.of(18)),
        node(true),
        IntStream.range(0, nodes)
            .mapToObj(
                index ->
                    new NodePlan(
                        Duration.ZERO,
                        pods,
                        Duration.ZERO,
                        index % 3 == 0 ? brief : NodePlan.NEVER,
                        NodePlan.NEVER))
            .toList(),
        begin,
        Map.of(),
        Duration.ofMinutes(60));
  }

  private static String blocks(boolean prefixes) {
    return prefixes ? "/28s" : "/32s";
  }

  private static CalmWorld.Region region(int nodes) {
    return region(nodes, TOKENS_PER_SECOND);
  }

  private static CalmWorld.Region region(int nodes, double tokens) {
    var subnets = Math.ceilDiv(nodes, NODES_PER_SUBNET);
    return new CalmWorld.Region(LATENCY, tokens, Collections.nCopies(subnets, SUBNET));
  }

  private static CalmWorld.Node node(boolean prefixes) {
    var places = M5_XLARGE.limits().interfaces() * M5_XLARGE.limits().blocksPerInterface();
    return new CalmWorld.Node(
        M5_XLARGE,
        prefixes,
        Contestant.DEFAULTS,
        prefixes ? PODS_WITH_PREFIXES : Math.min(PODS_WITH_PREFIXES, places + PODS_ON_HOST),
        COOL_DOWN);
  }
}
