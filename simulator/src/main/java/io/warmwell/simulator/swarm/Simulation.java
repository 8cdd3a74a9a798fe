package io.warmwell.simulator.swarm;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.Launch;
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
import java.util.stream.Stream;

/// One seed's world from its beginning to its end.
///
/// Not thread-safe, but several may run at the same time on threads of their own.
public final class Simulation {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PROBES_BEFORE_END = Duration.ofMinutes(3);

  /// Longer than any surplus must last, with its jitter, and its release takes.
  private static final Duration QUIET = Duration.ofMinutes(3);

  private static final Duration QUIET_STEP = Duration.ofSeconds(10);
  private static final Duration QUIET_WAIT_MAX = Duration.ofMinutes(30);

  private final SwarmOptions options;
  private final Parts parts;
  private final boolean storyWanted;

  /// What one run showed.
  ///
  /// @param lasted virtual time
  /// @param calls how often each action of EC2 was called
  public record Run(
      Optional<Violation> violation,
      Duration lasted,
      int nodes,
      Map<String, Long> calls,
      List<String> story) {

    public Run {
      calls = Map.copyOf(calls);
      story = List.copyOf(story);
    }
  }

  public Simulation(SwarmOptions options, Parts parts, boolean storyWanted) {
    this.options = options;
    this.parts = parts;
    this.storyWanted = storyWanted;
  }

  /// Runs it all.
  public Run run() {
    var timeline = new Timeline(START);
    var ec2 = new SimulatedEc2(vpc(), timeline, options.seed());
    var story = new Story(START, storyWanted);
    var stage = new Stage(options, timeline, ec2, story);
    ec2.listen(stage.referee());
    var nodes = nodes(stage);
    stage.moreSubnets().forEach(subnet -> stage.tag(subnet, "1"));
    var nemesis = new Nemesis(stage, nodes, subnets());
    nemesis.settle(options.occupied());
    nodes.forEach(SwarmNode::boot);
    nemesis.begin();
    advance(stage);
    var calmAt = START.plus(options.trouble());
    var end = calmAt.plus(options.calm());
    timeline.runUntil(calmAt);
    nemesis.calm();
    stage.calm();
    nodes.forEach(SwarmNode::calm);
    timeline.runUntil(end.minus(PROBES_BEFORE_END));
    nodes.forEach(node -> node.pods().probe());
    var settled = new Settled(stage, nodes);
    timeline.runUntil(end);
    awaitQuiet(stage);
    if (stage.referee().violation().isEmpty()) {
      settled.judge();
    }
    var lasted = Duration.between(START, timeline.instant());
    nodes.forEach(node -> node.daemon().end());
    timeline.close();
    return new Run(
        stage.referee().violation(), lasted, nodes.size(), ec2.callsByAction(), story.lines());
  }

  /// What has just been changed may have another change in its wake: a surplus must last before it
  /// goes. Who is never quiet is judged all the same.
  private static void awaitQuiet(Stage stage) {
    var timeline = stage.timeline();
    var last = timeline.instant().plus(QUIET_WAIT_MAX);
    while (!stage.isQuiet(QUIET) && timeline.instant().isBefore(last) && !timeline.isHalted()) {
      timeline.runUntil(timeline.instant().plus(QUIET_STEP));
    }
  }

  private List<SwarmNode> nodes(Stage stage) {
    var nodes = new ArrayList<SwarmNode>();
    for (var i = 0; i < options.nodes().size(); i++) {
      var node = options.nodes().get(i);
      var subnet = subnets().get(node.subnet());
      var id = stage.ec2().newInstanceId();
      var place = new SwarmNode.Place(id, subnet);
      var made = new SwarmNode("node-" + i, stage, parts, node, place);
      stage.ec2().listen(made.kernel());
      stage.ec2().runInstance(new Launch(id, node.type().name(), subnet, List.of(), Map.of()));
      nodes.add(made);
    }
    return nodes;
  }

  /// EC2 has no clock of its own: what takes time there is looked at every half second.
  private static void advance(Stage stage) {
    stage
        .timeline()
        .in(
            Duration.ofMillis(500),
            () -> {
              stage.ec2().advance();
              advance(stage);
            });
  }

  private List<SubnetId> subnets() {
    return IntStream.range(0, options.subnetLengths().size())
        .mapToObj(index -> new SubnetId("subnet-" + index))
        .toList();
  }

  private VpcConfiguration vpc() {
    var configured = new ArrayList<SubnetConfiguration>();
    for (var i = 0; i < options.subnetLengths().size(); i++) {
      var cidr = Ipv4Prefix.parse("10.0." + 64 * i + ".0/" + options.subnetLengths().get(i));
      configured.add(new SubnetConfiguration(subnets().get(i), cidr, "eu-central-1a", Map.of()));
    }
    var more = options.surroundings().lengths();
    for (var i = 0; i < more.size(); i++) {
      var cidr = Ipv4Prefix.parse("10.0." + (128 + 64 * i) + ".0/" + more.get(i));
      var id = new SubnetId("subnet-more-" + i);
      configured.add(new SubnetConfiguration(id, cidr, "eu-central-1a", Map.of()));
    }
    return new VpcConfiguration(
        "vpc-0a",
        "eu-central-1",
        List.of(Ipv4Prefix.parse("10.0.0.0/16")),
        configured,
        Stream.of("sg-0a", "sg-0b", "sg-0c")
            .map(id -> new VpcConfiguration.SecurityGroup(id, id, Map.of()))
            .toList(),
        this::type,
        Latencies.TYPICAL);
  }

  private Optional<InstanceTypeLimits> type(String name) {
    return options.nodes().stream()
        .map(SwarmOptions.NodeOptions::type)
        .filter(type -> type.name().equals(name))
        .findFirst()
        .map(type -> InstanceTypeLimits.nitro(name, type.limits(), 2));
  }
}
