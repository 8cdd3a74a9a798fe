package io.warmwell.e2e;

import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Supply;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Small worlds of m5.large nodes whose EC2 answers at once.
public final class Worlds {
  /// More than the primary interface of an m5.large carries.
  public static final int PODS = 12;

  private Worlds() {}

  /// A world whose nodes are node-a, node-b and so on.
  ///
  /// @param directory where it may keep its files
  /// @param settings of each node's daemon
  @SafeVarargs
  public static WorldPlan plan(String name, Path directory, Map<String, String>... settings) {
    var nodes = new ArrayList<NodePlan>();
    for (var own : settings) {
      nodes.add(new NodePlan("node-" + (char) ('a' + nodes.size()), "m5.large", own));
    }
    return new WorldPlan(
        name,
        directory.resolve("world"),
        WorldPlan.DEFAULT_VPC,
        List.of(WorldPlan.DEFAULT_SUBNET),
        nodes,
        Latencies.NONE,
        0);
  }

  /// Runs so many pods that some are on a secondary interface.
  public static void fill(Node node) throws InterruptedException {
    var names = IntStream.range(0, PODS).mapToObj("pod-%02d"::formatted).toList();
    node.kubelet().runAll(names, 4, _ -> {});
  }

  /// A pod of a node whose address is of a secondary interface.
  public static Pod onSecondaryInterface(World world, Node node) {
    return node.kubelet().pods().stream()
        .filter(pod -> deviceIndex(world, node, pod) > 0)
        .findFirst()
        .orElseThrow();
  }

  /// A pod of a node whose address is of the primary interface.
  public static Pod onPrimaryInterface(World world, Node node) {
    return node.kubelet().pods().stream()
        .filter(pod -> deviceIndex(world, node, pod) == 0)
        .findFirst()
        .orElseThrow();
  }

  /// A pod of node-a whose address is of a secondary interface, and one of node-b.
  public static List<Pod> podsApart(World world) throws InterruptedException {
    var node = world.node("node-a");
    fill(node);
    return List.of(onSecondaryInterface(world, node), world.node("node-b").kubelet().run("peer"));
  }

  private static int deviceIndex(World world, Node node, Pod pod) {
    return Supply.deviceIndex(node, world.ec2(), pod.address()).orElseThrow();
  }
}
