package io.warmwell.simulator.world;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import java.util.List;
import java.util.Map;

/// A node of the world: an instance of EC2 with its namespace, its daemon and its kubelet.
///
/// @param name for example `node-a`
/// @param instanceId EC2's id
/// @param instanceType for example `m5.large`
/// @param address primary address of its primary interface
/// @param settings the knobs its daemon got
public record Node(
    String name,
    String instanceId,
    String instanceType,
    Ipv4Address address,
    Map<String, String> settings,
    NetworkNamespace namespace,
    NodeDirectories directories,
    Daemon daemon,
    Kubelet kubelet) {

  public Node {
    settings = Map.copyOf(settings);
  }

  /// How many links to pods its kernel has: every link but the loopback and the ENIs.
  public int podLinks() {
    return (int)
        Program.check(namespace.inside(List.of("ip", "-br", "link", "show")), "")
            .lines()
            .filter(line -> !line.matches("(lo|eth[0-9]+)[@ ].*"))
            .count();
  }
}
