package io.warmwell.simulator.contest;

import io.warmwell.pool.WarmTargets;
import io.warmwell.simulator.swarm.CalmWorld;
import java.time.Duration;
import java.util.List;

/// Which pods come to which nodes, and when.
///
/// @param warmUp how long the daemons have been up when it begins; zero starts them with it
/// @param length when it ends
public record Scenario(
    String name, List<CalmWorld.Node> nodes, Duration warmUp, List<PodPlan> pods, Duration length) {

  public Scenario {
    nodes = List.copyOf(nodes);
    pods = List.copyOf(pods);
  }

  /// Its nodes with other warm targets.
  List<CalmWorld.Node> nodesWith(WarmTargets targets) {
    return nodes.stream()
        .map(
            node ->
                new CalmWorld.Node(
                    node.type(), node.prefixes(), targets, node.podsMax(), node.coolDown()))
        .toList();
  }

  /// How many pods come to a node in all.
  int podsOf(int node) {
    return (int) pods.stream().filter(pod -> pod.node() == node).count();
  }
}
