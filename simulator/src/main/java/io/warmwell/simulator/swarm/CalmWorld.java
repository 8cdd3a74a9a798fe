package io.warmwell.simulator.swarm;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.WarmTargets;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.Launch;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.ec2.Page;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.VpcConfiguration;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A world in which nothing breaks: EC2 with its latencies and, if wanted, its token buckets, and
/// nodes that are run by the production agent or by whoever is compared with it.
///
/// Not thread-safe: one thread makes it, calls [#runFor] and closes it; whatever it runs meanwhile
/// has the world to itself.
public final class CalmWorld implements AutoCloseable {
  /// When a world begins.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final String ZONE = "eu-central-1a";

  private final Region region;
  private final Timeline timeline = new Timeline(START);
  private final Timeline.Life life = new Timeline.Life();
  private final SimulatedEc2 ec2;
  private final Stage stage;
  private final List<Node> nodes;
  private final List<SwarmNode> production = new ArrayList<>();

  /// What the nodes share.
  ///
  /// @param latency mean time of an EC2 call; attaching and detaching take [Latencies#TYPICAL]
  /// @param tokensPerSecond refill of the account's bucket of each changing call; that of describes
  ///   is four times as large; 0 for no throttling
  /// @param subnetLengths prefix lengths of the subnets, 16 to 28; nodes are spread over them
  public record Region(Duration latency, double tokensPerSecond, List<Integer> subnetLengths) {
    private static final int VPC_LENGTH = 16;

    public Region {
      subnetLengths = List.copyOf(subnetLengths);
    }

    /// One subnet for some hundred nodes, and no throttling.
    public static Region calm(Duration latency) {
      return new Region(latency, 0, List.of(18));
    }

    private List<Ipv4Prefix> cidrs() {
      return IntStream.range(0, subnetLengths.size())
          .mapToObj(index -> cidr(index, VPC_LENGTH))
          .toList();
    }

    private List<SubnetConfiguration> subnets() {
      return IntStream.range(0, subnetLengths.size())
          .mapToObj(
              index ->
                  new SubnetConfiguration(
                      subnet(index), cidr(index, subnetLengths.get(index)), ZONE, Map.of()))
          .toList();
    }

    private SubnetId subnet(int index) {
      return new SubnetId("subnet-" + index % subnetLengths.size());
    }

    private static Ipv4Prefix cidr(int index, int length) {
      return Ipv4Prefix.parse("10.%d.0.0/%d".formatted(index, length));
    }
  }

  /// A node's type, and the settings of whichever daemon runs it.
  ///
  /// @param prefixes whether its interfaces take /28s
  /// @param podsMax max-pods
  public record Node(
      SwarmOptions.Type type,
      boolean prefixes,
      WarmTargets targets,
      int podsMax,
      Duration coolDown) {

    /// The node without pods of the swarm's own.
    private SwarmOptions.NodeOptions options() {
      var settings =
          new SwarmOptions.Settings(
              prefixes,
              targets,
              type.limits().interfaces(),
              podsMax,
              coolDown,
              DaemonLife.RELEASE_DELAY);
      return new SwarmOptions.NodeOptions(
          type,
          0,
          settings,
          Duration.ZERO,
          Duration.ZERO,
          0,
          SwarmOptions.Watch.NONE,
          Duration.ZERO,
          Duration.ZERO);
    }
  }

  /// A node without a daemon.
  ///
  /// @param ec2 EC2 as a daemon on this node meets it: each call lets time pass, and may only be
  ///   made by what [#start] runs
  public record Site(String instance, EniId primary, SubnetId subnet, Ec2 ec2) {}

  public CalmWorld(long seed, Region region, List<Node> nodes) {
    this.region = region;
    this.nodes = List.copyOf(nodes);
    this.ec2 = new SimulatedEc2(vpc(), timeline, seed);
    var swarm =
        new SwarmOptions(
            seed,
            region.subnetLengths(),
            0,
            this.nodes.stream().map(Node::options).toList(),
            slow(region.tokensPerSecond()),
            Duration.ZERO,
            Duration.ZERO,
            Surroundings.NONE);
    this.stage = new Stage(swarm, timeline, ec2, new Story(START, false));
    ec2.listen(stage.referee());
  }

  /// A node's type and settings.
  public Node node(int index) {
    return nodes.get(index);
  }

  /// Launches the instance of a node, for the production agent.
  public Ipam production(int node) {
    var instance = ec2.newInstanceId();
    var place = new SwarmNode.Place(instance, region.subnet(node));
    var made =
        new SwarmNode("node-" + node, stage, Parts.production(), nodes.get(node).options(), place);
    ec2.listen(made.kernel());
    launch(instance, node);
    production.add(made);
    return new ProductionIpam(stage, made, region.latency());
  }

  /// Launches the instance of a node, for another daemon.
  public Site site(int node) {
    var instance = ec2.newInstanceId();
    launch(instance, node);
    var primary = ec2.view(instance).orElseThrow().instance().primaryEni();
    // No pod is wired in it: whether another daemon asks its kernel is not judged, nor what it
    // writes down.
    var kernel = new FakeKernel(stage, instance, (_, _) -> {});
    var caller = new FaultyEc2.Caller("node-" + node, new Past(), kernel, _ -> true);
    var port = new FaultyEc2(stage, life, caller);
    return new Site(instance, primary, region.subnet(node), port);
  }

  public Instant now() {
    return timeline.instant();
  }

  /// Plans work that takes no time.
  public void in(Duration delay, Runnable work) {
    timeline.in(delay, work);
  }

  /// Starts work that takes time, by EC2 calls or [#pause].
  public void start(Runnable work) {
    timeline.start(life, work);
  }

  /// Lets time pass for the work that calls.
  public void pause(Duration length) {
    timeline.pause(length);
  }

  /// An EC2 call that the daemon's port does not have; counted, and as slow as the others.
  public void describeInstance(String instance) {
    pause(region.latency());
    ec2.describeInstances(List.of(instance), List.of(), Page.Request.EVERYTHING);
  }

  /// Whether an interface is attached, as the instance metadata service shows it without any lag
  /// and at no cost.
  public boolean isLinked(EniId eni) {
    return ec2.find(eni).filter(NetworkInterface::linked).isPresent();
  }

  /// Ends an instance whose daemon is not the production agent.
  public void terminate(String instance) {
    ec2.terminateInstance(instance);
  }

  /// Others in the account take, or leave, more of its buckets.
  ///
  /// @param tokensPerSecond as in [Region]
  public void refill(double tokensPerSecond) {
    stage.change(slow(tokensPerSecond));
  }

  /// How often each action of EC2 was refused since a bucket was empty.
  public Map<String, Long> throttled() {
    return stage.buckets().refused();
  }

  /// Addresses taken from the subnets beyond each node's own: of prefixes, secondary ones, and the
  /// primary ones of further interfaces.
  public int addressesHeld() {
    var held = 0;
    for (var eni : ec2.interfaces()) {
      held += eni.addresses().size() + eni.prefixes().size() * BlockKind.PREFIX.size();
      held += isPrimary(eni) ? 0 : 1;
    }
    return held;
  }

  /// How often each action of EC2 was called until now.
  public Map<String, Long> calls() {
    return ec2.callsByAction();
  }

  /// From now on EC2 answers nobody, or everybody again.
  public void silence(boolean silent) {
    stage.silence(silent);
  }

  /// How often a production node has called EC2, answered or not.
  public long attempts(int node) {
    return stage.attempts("node-" + node);
  }

  /// Lets time pass for everything.
  ///
  /// @throws IllegalStateException if the production agent broke a promise
  public void runFor(Duration length) {
    timeline.runUntil(now().plus(length));
    stage
        .referee()
        .violation()
        .ifPresent(
            violation -> {
              throw new IllegalStateException(violation.checker() + ": " + violation.facts());
            });
  }

  @Override
  public void close() {
    life.end(now());
    production.forEach(node -> node.daemon().end());
    timeline.close();
  }

  private static boolean isPrimary(NetworkInterface eni) {
    return eni.attachment() instanceof Attachment.To to && to.deviceIndex() == 0;
  }

  private void launch(String instance, int node) {
    ec2.runInstance(
        new Launch(
            instance, nodes.get(node).type().name(), region.subnet(node), List.of(), Map.of()));
  }

  private SwarmOptions.Faults slow(double tokensPerSecond) {
    return new SwarmOptions.Faults(
        region.latency(),
        tokensPerSecond,
        0,
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        0,
        Duration.ZERO,
        Duration.ZERO,
        Duration.ZERO,
        0,
        0,
        SwarmOptions.Reboots.NONE);
  }

  private VpcConfiguration vpc() {
    return new VpcConfiguration(
        "vpc-0a",
        "eu-central-1",
        region.cidrs(),
        region.subnets(),
        List.of(new VpcConfiguration.SecurityGroup("sg-0a", "default", Map.of())),
        this::type,
        Latencies.TYPICAL);
  }

  private Optional<InstanceTypeLimits> type(String name) {
    return nodes.stream()
        .map(Node::type)
        .filter(type -> type.name().equals(name))
        .findFirst()
        .map(type -> InstanceTypeLimits.nitro(name, type.limits(), 2));
  }
}
