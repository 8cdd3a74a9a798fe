package io.warmwell.cli.demo;

import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.world.Percentiles;
import io.warmwell.simulator.world.Supply;
import java.util.List;
import java.util.Map;

/// What the demo saw.
///
/// @param nodes one entry for each node
/// @param pairs ordered pairs of pods that pinged each other
/// @param lostPairs those that did not hear back
/// @param packets what the fabric counted
/// @param ec2Calls how often each action of EC2 was called, by its name
/// @param checks everything that was promised
public record DemoReport(
    List<NodeFigures> nodes,
    int pairs,
    int lostPairs,
    Map<Counter, Long> packets,
    Map<String, Long> ec2Calls,
    List<Check> checks) {

  public DemoReport {
    nodes = List.copyOf(nodes);
    packets = Map.copyOf(packets);
    ec2Calls = Map.copyOf(ec2Calls);
    checks = List.copyOf(checks);
  }

  /// The promises that were not kept.
  public List<Check> failed() {
    return checks.stream().filter(check -> !check.held()).toList();
  }

  /// One node's figures.
  ///
  /// @param mode `secondary IPs` or `prefixes`
  /// @param idle what EC2 had given it before the first pod
  /// @param full what EC2 had given it when all pods ran
  /// @param onSecondaryInterfaces pods whose address belongs to an ENI other than the primary
  /// @param adds how long ADD took, from the start of the executable to its end
  public record NodeFigures(
      String name,
      String instanceType,
      String mode,
      int pods,
      Supply idle,
      Supply full,
      int onSecondaryInterfaces,
      Percentiles adds) {}
}
