package io.warmwell.simulator.world;

import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.Launch;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.VpcConfiguration;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.SubnetCidrs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// EC2, its metadata service, a VPC of namespaces, and nodes that run the real daemon.
///
/// Thread-safe once opened. Everything it makes carries its name, so that [#sweep] can remove it
/// also after a crash.
public final class World implements AutoCloseable {
  private static final String REGION = "eu-central-1";
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final long SEED = 1;

  private final WorldPlan plan;
  private final Fabric fabric;
  private final SimulatedEc2 ec2;
  private final Endpoints endpoints;
  private final Map<String, Node> nodes;

  private World(
      WorldPlan plan,
      Fabric fabric,
      SimulatedEc2 ec2,
      Endpoints endpoints,
      Map<String, Node> nodes) {
    this.plan = plan;
    this.fabric = fabric;
    this.ec2 = ec2;
    this.endpoints = endpoints;
    this.nodes = nodes;
  }

  /// Refuses a plan whose daemons would refuse their instance type or knobs.
  ///
  /// @throws IllegalArgumentException naming the node and what is wrong
  public static void requireUsable(WorldPlan plan) {
    InstanceTypes.requireUsable(plan.nodes());
  }

  /// Builds the VPC, EC2 and the nodes; no daemon runs yet.
  ///
  /// @param shim the CNI executable, which every node gets a copy of
  /// @throws IllegalArgumentException if an instance type or a knob is none
  /// @throws IllegalStateException if a world of this name is up already
  public static World open(WorldPlan plan, Path shim) {
    requireUsable(plan);
    var configuration = configuration(plan);
    var fabric = Fabric.open(plan.name(), plan.vpc(), cidrs(configuration), Endpoints.ADDRESSES);
    try {
      var ec2 = new SimulatedEc2(configuration, InstantSource.system(), SEED);
      ec2.listen(fabric);
      var endpoints = Endpoints.open(ec2, fabric, plan.ec2Port());
      var nodes = new LinkedHashMap<String, Node>();
      for (var node : plan.nodes()) {
        var subnet = configuration.subnets().get(nodes.size() % plan.subnets().size()).id();
        var launched = launch(new NodeLauncher(plan.directory(), fabric, shim), node, ec2, subnet);
        endpoints.openMetadataOf(launched.name(), launched.instanceId());
        nodes.put(launched.name(), launched);
      }
      return new World(plan, fabric, ec2, endpoints, nodes);
    } catch (RuntimeException e) {
      sweep(plan.name(), plan.directory());
      throw e;
    }
  }

  /// Removes what a world of this name left behind: processes, namespaces, files. Nothing there is
  /// success.
  public static void sweep(String name, Path directory) {
    undisturbed(
        () -> {
          Fabric.sweep(name);
          NodeDirectories.delete(directory);
        });
  }

  /// Whether a world of this name has left namespaces behind, or is up.
  public static boolean leftovers(String name) {
    return !NetworkNamespace.startingWith(Fabric.prefix(name)).isEmpty();
  }

  /// Starts every daemon and waits until all take requests, at most a minute.
  ///
  /// @throws IllegalStateException if one does not; the message carries the end of its log
  public void startDaemons() throws InterruptedException {
    nodes().forEach(node -> node.daemon().start());
    for (var node : nodes()) {
      node.daemon().awaitReady(READY_MAX);
    }
  }

  /// What it was made from.
  public WorldPlan plan() {
    return plan;
  }

  /// EC2 itself.
  public SimulatedEc2 ec2() {
    return ec2;
  }

  /// The network.
  public Fabric fabric() {
    return fabric;
  }

  /// Where EC2 and the metadata service listen.
  public Endpoints endpoints() {
    return endpoints;
  }

  /// The nodes, in the order of the plan.
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /// A node by its name.
  public Node node(String name) {
    var node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no node " + name + "; there are " + nodes.keySet());
    }
    return node;
  }

  /// The pods of all nodes.
  public List<Pod> pods() {
    return nodes().stream().flatMap(node -> node.kubelet().pods().stream()).toList();
  }

  /// Asks the daemons to end, and removes everything. A second call does nothing.
  @Override
  public void close() {
    undisturbed(
        () -> {
          nodes().forEach(node -> node.daemon().stop());
          endpoints.close();
          fabric.close();
          NodeDirectories.delete(plan.directory());
        });
  }

  private static Node launch(
      NodeLauncher launcher, WorldPlan.NodePlan node, SimulatedEc2 ec2, SubnetId subnet) {
    var id = ec2.newInstanceId();
    return launcher.launch(
        node,
        id,
        () -> {
          var launch = new Launch(id, node.instanceType(), subnet, List.of(), Map.of());
          return new NodeLauncher.Place(ec2.runInstance(launch).address(), subnet);
        });
  }

  /// Cleans up to the end also on a thread that has been told to stop.
  private static void undisturbed(Runnable cleanUp) {
    var interrupted = Thread.interrupted();
    try {
      cleanUp.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static VpcConfiguration configuration(WorldPlan plan) {
    var subnets = new ArrayList<SubnetConfiguration>();
    for (var cidr : plan.subnets()) {
      var id = new SubnetId("subnet-%017x".formatted(subnets.size() + 1));
      var ipv6 = Optional.of(ipv6(subnets.size()));
      subnets.add(new SubnetConfiguration(id, cidr, ipv6, REGION + "a", Map.of()));
    }
    return new VpcConfiguration(
        "vpc-00000000000000001",
        REGION,
        List.of(plan.vpc()),
        subnets,
        List.of(new SecurityGroup("sg-00000000000000001", "default", Map.of())),
        InstanceTypes::find,
        plan.latencies());
  }

  /// The /64 of the subnet of a number, from 0 on.
  private static Ipv6Prefix ipv6(int number) {
    return new Ipv6Prefix(new Ipv6Address(Fabric.IPV6_VPC.base().high() + number, 0), Long.SIZE);
  }

  private static Map<SubnetId, SubnetCidrs> cidrs(VpcConfiguration configuration) {
    return configuration.subnets().stream()
        .collect(
            Collectors.toMap(
                SubnetConfiguration::id,
                subnet -> new SubnetCidrs(subnet.cidr(), subnet.ipv6Cidr().orElseThrow())));
  }
}
