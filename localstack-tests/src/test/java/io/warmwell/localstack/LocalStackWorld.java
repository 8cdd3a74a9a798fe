package io.warmwell.localstack;

import io.warmwell.contract.LocalStack;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.ec2.ImdsServer;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.world.Endpoints;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.NodeDirectories;
import io.warmwell.simulator.world.NodeLauncher;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Nodes that run the real daemon, with LocalStack for an EC2: the same namespaces, files and
/// kubelets as in a [World].
final class LocalStackWorld implements AutoCloseable {
  private static final Duration READY_MAX = Duration.ofSeconds(60);

  private final Path directory;
  private final LocalStackVpc vpc;
  private final Relay relay;
  private final ImdsServer metadata;
  private final List<Node> nodes;

  private LocalStackWorld(
      Path directory, LocalStackVpc vpc, Relay relay, ImdsServer metadata, List<Node> nodes) {
    this.directory = directory;
    this.vpc = vpc;
    this.relay = relay;
    this.metadata = metadata;
    this.nodes = nodes;
  }

  /// Makes node-a and node-b; their daemons do not run yet.
  ///
  /// @param name of the world, see [Fabric#requireName]
  /// @param directory for its files
  /// @param settings of both daemons
  static LocalStackWorld open(
      String name, Path directory, LocalStack localStack, Map<String, String> settings) {
    var vpc =
        LocalStackVpc.create(
            localStack,
            subnets -> Fabric.open(name, LocalStackVpc.CIDR, subnets, Endpoints.ADDRESSES));
    try {
      var relay = Relay.start(localStack.endpoint(), vpc, Endpoints.ec2Socket(vpc.fabric()));
      var metadata =
          new ImdsServer(vpc, address -> vpc.instanceAt(Ipv4Address.of(address.getAddress())));
      metadata.alsoListen(Endpoints.metadataSocket(vpc.fabric()));
      var launcher = new NodeLauncher(directory, vpc.fabric(), ShimBinary.locate());
      var nodes =
          Stream.of("node-a", "node-b")
              .map(node -> launch(launcher, new NodePlan(node, LocalStackVpc.TYPE, settings), vpc))
              .toList();
      return new LocalStackWorld(directory, vpc, relay, metadata, nodes);
    } catch (RuntimeException e) {
      World.sweep(name, directory);
      throw e;
    }
  }

  /// Starts both daemons and waits until they take requests.
  void startDaemons() throws InterruptedException {
    nodes.forEach(node -> node.daemon().start());
    for (var node : nodes) {
      node.daemon().awaitReady(READY_MAX);
    }
  }

  /// Starts the daemon of a node where it was killed, and waits until it takes requests.
  void restart(Node node) throws InterruptedException {
    node.daemon().start();
    node.daemon().awaitReady(READY_MAX);
  }

  List<Node> nodes() {
    return nodes;
  }

  LocalStackVpc vpc() {
    return vpc;
  }

  Relay relay() {
    return relay;
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.daemon().stop());
    metadata.close();
    relay.close();
    vpc.close();
    NodeDirectories.delete(directory);
  }

  private static Node launch(NodeLauncher launcher, NodePlan plan, LocalStackVpc vpc) {
    var instance = vpc.runInstance();
    return launcher.launch(
        plan, instance, () -> new NodeLauncher.Place(vpc.start(instance), vpc.subnet()));
  }
}
