package io.warmwell.simulator.swarm;

import io.warmwell.eni.Subnet;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.VpcConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What everything in one world shares. Used by whoever has the timeline's baton.
final class Stage {
  private final SwarmOptions options;
  private final Timeline timeline;
  private final SimulatedEc2 ec2;
  private final Story story;
  private final Referee referee;
  private final TokenBuckets buckets = new TokenBuckets();
  private final Random random;
  private final Map<SubnetId, String> roles = new TreeMap<>(Comparator.comparing(SubnetId::value));
  private final Map<String, Long> attempts = new TreeMap<>();
  private SwarmOptions.Faults faults;
  private boolean silent;
  private Instant changed;

  Stage(SwarmOptions options, Timeline timeline, SimulatedEc2 ec2, Story story) {
    this.options = options;
    this.timeline = timeline;
    this.ec2 = ec2;
    this.story = story;
    this.referee = new Referee(timeline, options.seed());
    this.random = new Random(~options.seed());
    this.faults = options.faults();
    this.changed = timeline.instant();
    tell("world", () -> options.toString());
  }

  SwarmOptions options() {
    return options;
  }

  Timeline timeline() {
    return timeline;
  }

  SimulatedEc2 ec2() {
    return ec2;
  }

  Referee referee() {
    return referee;
  }

  TokenBuckets buckets() {
    return buckets;
  }

  RandomGenerator random() {
    return random;
  }

  SwarmOptions.Faults faults() {
    return faults;
  }

  /// The weather changes.
  void change(SwarmOptions.Faults other) {
    faults = other;
  }

  /// From now on EC2 answers nobody, or everybody again.
  void silence(boolean silent) {
    this.silent = silent;
    tell("world", () -> silent ? "!! EC2 falls silent" : "!! EC2 answers again");
  }

  boolean isSilent() {
    return silent;
  }

  /// A node has called EC2.
  void tally(String node) {
    attempts.merge(node, 1L, Long::sum);
  }

  /// How often a node has called EC2, answered or not.
  long attempts(String node) {
    return attempts.getOrDefault(node, 0L);
  }

  /// A daemon has changed something at EC2.
  void changed() {
    changed = timeline.instant();
  }

  /// Whether no daemon has changed anything at EC2 for a while.
  boolean isQuiet(Duration length) {
    return !timeline.instant().isBefore(changed.plus(length));
  }

  /// Subnets that are there for pods.
  List<SubnetId> moreSubnets() {
    return IntStream.range(0, options.surroundings().lengths().size())
        .mapToObj(index -> new SubnetId("subnet-more-" + index))
        .toList();
  }

  /// All subnets of the VPC.
  List<SubnetId> allSubnets() {
    return ec2.configuration().subnets().stream()
        .map(VpcConfiguration.SubnetConfiguration::id)
        .toList();
  }

  /// Tags a subnet for pods, or as not for them.
  ///
  /// @param role value of the tag; empty for none
  void tag(SubnetId subnet, String role) {
    roles.put(subnet, role);
    ec2.tagSubnet(subnet, role.isEmpty() ? Map.of() : Map.of(Subnet.ROLE_TAG, role));
    tell("world", () -> "!! role of " + subnet + " is '" + role + "'");
  }

  /// The value of a subnet's tag; empty if it has none.
  String role(SubnetId subnet) {
    return roles.getOrDefault(subnet, "");
  }

  /// Whether a subnet is tagged as not for pods.
  boolean isExcluded(SubnetId subnet) {
    return role(subnet).equals("0");
  }

  /// The world heals.
  void calm() {
    faults = faults.off();
    tell("world", () -> "!! no more trouble from here on");
  }

  void tell(String who, Supplier<String> what) {
    story.tell(timeline.instant(), who, what);
  }

  boolean chance(double share) {
    return share > 0 && random.nextDouble() < share;
  }

  /// A time around a mean, many short and few long ones.
  Duration around(Duration mean) {
    var factor = Math.min(5, -Math.log(1 - random.nextDouble()));
    return Duration.ofMillis(1 + (long) (mean.toMillis() * factor));
  }

  /// Plans a deed again and again; a mean of zero is never.
  void every(Duration mean, Runnable deed) {
    if (mean.isPositive()) {
      timeline.in(
          around(mean),
          () -> {
            deed.run();
            every(mean, deed);
          });
    }
  }
}
