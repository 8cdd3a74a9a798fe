package io.warmwell.simulator.world;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.fabric.Fabric;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// What a world is made of.
///
/// @param name lower-case letters and digits, at most 16; worlds of different names do not meet
/// @param directory where its files lie; it is created, and deleted when the world closes
/// @param vpc the VPC's CIDR
/// @param subnets its subnets, at least one; the nodes take them in turn
/// @param nodes the nodes, at least one
/// @param latencies how long EC2 takes
/// @param ec2Port port of the EC2 endpoint on 127.0.0.1, 0 for any free one
public record WorldPlan(
    String name,
    Path directory,
    Ipv4Prefix vpc,
    List<Ipv4Prefix> subnets,
    List<NodePlan> nodes,
    Latencies latencies,
    int ec2Port) {

  /// The VPC's CIDR unless another is wanted.
  public static final Ipv4Prefix DEFAULT_VPC = Ipv4Prefix.parse("10.0.0.0/16");

  /// Its subnet unless others are wanted.
  public static final Ipv4Prefix DEFAULT_SUBNET = Ipv4Prefix.parse("10.0.16.0/20");

  /// @throws IllegalArgumentException if the name is none, there is no node or subnet, two nodes
  ///   have one name, or a subnet lies outside the VPC or overlaps another
  public WorldPlan {
    Fabric.requireName(name);
    subnets = List.copyOf(subnets);
    nodes = List.copyOf(nodes);
    if (subnets.isEmpty() || nodes.isEmpty()) {
      throw new IllegalArgumentException("a world has a subnet and a node at least");
    }
    if (new HashSet<>(nodes.stream().map(NodePlan::name).toList()).size() < nodes.size()) {
      throw new IllegalArgumentException("two nodes of one name: " + nodes);
    }
    for (var subnet : subnets) {
      if (!vpc.contains(subnet)) {
        throw new IllegalArgumentException("subnet " + subnet + " lies outside the VPC " + vpc);
      }
    }
  }

  /// A node: an instance, its namespace and its daemon.
  ///
  /// @param name lower-case letters, digits and hyphens, for example `node-a`
  /// @param instanceType for example `m5.large`
  /// @param settings the daemon's environment variables
  /// @param main the class whose `main` is the daemon
  public record NodePlan(
      String name, String instanceType, Map<String, String> settings, String main) {
    private static final String MAIN = "io.warmwell.ipamd.Main";

    /// A node that runs the daemon as it is shipped.
    public NodePlan(String name, String instanceType, Map<String, String> settings) {
      this(name, instanceType, settings, MAIN);
    }

    /// @throws IllegalArgumentException if the name is not one
    public NodePlan {
      if (!name.matches("[a-z][a-z0-9-]{0,30}") || List.of("vpc", "inet").contains(name)) {
        throw new IllegalArgumentException(
            "a node's name is up to 31 lower-case letters, digits and hyphens: '" + name + "'");
      }
      settings = Map.copyOf(settings);
    }
  }
}
