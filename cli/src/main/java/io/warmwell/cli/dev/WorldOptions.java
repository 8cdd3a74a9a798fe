package io.warmwell.cli.dev;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.world.WorldPlan;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// What kind of world is wanted, as options of the command line.
final class WorldOptions {
  private static final int NODES_MAX = 26;

  @Option(
      names = "--name",
      defaultValue = "dev",
      paramLabel = "NAME",
      description = "Name of the world, so that several can be up (default: ${DEFAULT-VALUE}).")
  String name = "dev";

  @Option(
      names = "--nodes",
      defaultValue = "2",
      paramLabel = "N",
      description = "Nodes, called node-a, node-b and so on (default: ${DEFAULT-VALUE}).")
  int nodes = 2;

  @Option(
      names = "--instance-type",
      defaultValue = "m5.large",
      paramLabel = "TYPE",
      description = "Instance type of the nodes (default: ${DEFAULT-VALUE}).")
  String instanceType = "m5.large";

  @Option(
      names = "--vpc",
      defaultValue = "10.0.0.0/16",
      paramLabel = "CIDR",
      description = "The VPC's CIDR (default: ${DEFAULT-VALUE}).")
  String vpc = "10.0.0.0/16";

  @Option(
      names = "--subnet",
      paramLabel = "CIDR",
      description = "A subnet; the nodes take several in turn (default: 10.0.16.0/20).")
  List<String> subnets = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A knob of every node's daemon, for example WARM_IP_TARGET=5.")
  List<String> settings = new ArrayList<>();

  @Option(
      names = "--per-node",
      paramLabel = "NODE:KEY=VALUE",
      description = "A knob of one node's daemon.")
  List<String> nodeSettings = new ArrayList<>();

  @Option(
      names = "--ec2-latency",
      defaultValue = "typical",
      paramLabel = "typical|none",
      description = "How long EC2 takes to attach and detach (default: ${DEFAULT-VALUE}).")
  String latency = "typical";

  @Option(
      names = "--ec2-port",
      defaultValue = "0",
      paramLabel = "PORT",
      description = "Port of EC2 on 127.0.0.1; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  int ec2Port;

  /// The same options as arguments for another process.
  List<String> arguments() {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("--name", name, "--nodes", String.valueOf(nodes)));
    arguments.addAll(List.of("--instance-type", instanceType, "--vpc", vpc));
    arguments.addAll(List.of("--ec2-latency", latency, "--ec2-port", String.valueOf(ec2Port)));
    subnets.forEach(subnet -> arguments.addAll(List.of("--subnet", subnet)));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    nodeSettings.forEach(setting -> arguments.addAll(List.of("--per-node", setting)));
    return arguments;
  }

  /// The plan they describe.
  ///
  /// @throws IllegalArgumentException naming the option that cannot be used
  WorldPlan plan() {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw new IllegalArgumentException("--nodes is 1 to " + NODES_MAX + ", not " + nodes);
    }
    var byNode = settingsByNode();
    var plans = new ArrayList<NodePlan>();
    for (var node : byNode.entrySet()) {
      plans.add(new NodePlan(node.getKey(), instanceType, node.getValue()));
    }
    var cidrs =
        subnets.isEmpty()
            ? List.of(WorldPlan.DEFAULT_SUBNET)
            : subnets.stream().map(Ipv4Prefix::parse).toList();
    return new WorldPlan(
        name,
        new DevDirectory(name).nodes(),
        Ipv4Prefix.parse(vpc),
        cidrs,
        plans,
        latencies(),
        ec2Port);
  }

  private Map<String, Map<String, String>> settingsByNode() {
    var byNode = new LinkedHashMap<String, Map<String, String>>();
    for (var number = 0; number < nodes; number++) {
      var shared = new HashMap<String, String>();
      settings.forEach(setting -> put(shared, "--set", setting));
      byNode.put("node-" + (char) ('a' + number), shared);
    }
    for (var setting : nodeSettings) {
      var colon = setting.indexOf(':');
      var own = byNode.get(setting.substring(0, Math.max(colon, 0)));
      if (own == null) {
        throw new IllegalArgumentException(
            "--per-node is NODE:KEY=VALUE with one of %s, not '%s'"
                .formatted(String.join(", ", byNode.keySet()), setting));
      }
      put(own, "--per-node", setting.substring(colon + 1));
    }
    return byNode;
  }

  private Latencies latencies() {
    return switch (latency) {
      case "typical" -> Latencies.TYPICAL;
      case "none" -> Latencies.NONE;
      default ->
          throw new IllegalArgumentException("--ec2-latency is typical or none, not " + latency);
    };
  }

  private static void put(Map<String, String> settings, String option, String setting) {
    var equals = setting.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(option + " is KEY=VALUE, not '" + setting + "'");
    }
    settings.put(setting.substring(0, equals), setting.substring(equals + 1));
  }
}
