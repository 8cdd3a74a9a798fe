package io.warmwell.simulator.fleet;

import io.warmwell.simulator.swarm.CalmWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Which nodes come and go in one account, with how many pods each.
///
/// @param key a short name, for files
/// @param name what it is, for people
/// @param node the type and settings of all nodes
/// @param begin what happens before is neither counted nor throttled
/// @param weather refill of the account's buckets from a moment on, as in [CalmWorld.Region]
/// @param end when it is over, whatever still waits; it ends earlier when nothing is left to come
public record FleetScenario(
    String key,
    String name,
    CalmWorld.Region region,
    CalmWorld.Node node,
    List<NodePlan> nodes,
    Duration begin,
    Map<Duration, Double> weather,
    Duration end) {

  public FleetScenario {
    nodes = List.copyOf(nodes);
    weather = Map.copyOf(weather);
  }

  /// A node. All times are from the world's beginning.
  ///
  /// @param pods how many are bound to it at that moment
  /// @param lives how long its pods run
  /// @param drained when its pods are ended; the machine goes [#GRACE] later
  public record NodePlan(
      Duration joins, int pods, Duration podsBound, Duration lives, Duration drained) {
    /// Later than any scenario's end.
    public static final Duration NEVER = Duration.ofDays(365);

    /// From the end of its pods to the end of the machine.
    public static final Duration GRACE = Duration.ofSeconds(30);

    /// A node whose pods wait for it and stay.
    public static NodePlan joining(Duration at, int pods) {
      return new NodePlan(at, pods, at, NEVER, NEVER);
    }
  }

  /// Pods that are bound after the beginning.
  public int pods() {
    return nodes.stream()
        .filter(node -> node.podsBound().compareTo(begin) >= 0)
        .mapToInt(NodePlan::pods)
        .sum();
  }

  /// Whether all nodes join at the same moment, as [FleetBound] has them do.
  public boolean isAtOnce() {
    return weather.isEmpty()
        && nodes.stream().allMatch(node -> node.equals(NodePlan.joining(node.joins(), node.pods())))
        && nodes.stream().map(NodePlan::joins).distinct().count() == 1;
  }

  /// When the last pod is bound or the last machine goes.
  Duration lastChange() {
    return nodes.stream()
        .map(
            node ->
                node.drained().compareTo(end) < 0
                    ? node.drained().plus(NodePlan.GRACE)
                    : node.podsBound())
        .max(Duration::compareTo)
        .orElse(begin);
  }
}
