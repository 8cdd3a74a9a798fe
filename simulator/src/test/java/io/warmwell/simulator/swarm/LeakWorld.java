package io.warmwell.simulator.swarm;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.sweep.Caution;
import io.warmwell.ipamd.sweep.Sweeper;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.CreateInterface;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.Launch;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.VpcConfiguration;
import io.warmwell.simulator.ec2.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/// A cluster in virtual time whose machines die, sleep and are replaced while they make and delete
/// interfaces, each with the production election and sweep.
final class LeakWorld implements AutoCloseable {
  static final String CLUSTER = "shop";
  static final String VPC = "vpc-0a";
  static final SubnetId SUBNET = new SubnetId("subnet-0a");
  static final Duration SWEEPS = Duration.ofMinutes(10);
  static final Duration LATENCY_MAX = Duration.ofSeconds(2);

  /// How long EC2 may show what was, or not show yet what is.
  static final Duration LAG = Duration.ofSeconds(60);

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LOOK = Duration.ofMinutes(1);

  private final Timeline timeline = new Timeline(START);
  private final Random random;
  private final Trouble trouble;
  private final SimulatedEc2 ec2;
  private final MemoryLease lease = new MemoryLease();
  private final List<LeakMachine> machines = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final List<EniId> foreign = new ArrayList<>();
  private final Map<String, Instant> launched = new HashMap<>();
  private final Map<String, Instant> terminated = new HashMap<>();
  private boolean calm;
  private int swept;
  private int leaders;
  private int leaderless;
  private Duration overlap = Duration.ZERO;
  private Duration longestOverlap = Duration.ZERO;

  /// What befalls the world, and what is changed in the sweep to see whether it shows.
  ///
  /// @param deaths mean time between the deaths of machines; zero for none
  /// @param sleeps mean time between machines that stand still for up to four hours; zero for none
  /// @param failing share of EC2's and the API server's calls without effect or without an answer
  /// @param caution of the sweeps
  /// @param every mean time between sweeps
  /// @param sweeps changes the EC2 that an instance's sweeps see
  record Trouble(
      Duration deaths,
      Duration sleeps,
      double failing,
      Caution caution,
      Duration every,
      BiFunction<String, Ec2, Ec2> sweeps) {

    static Trouble production() {
      return new Trouble(
          Duration.ofMinutes(20),
          Duration.ofMinutes(90),
          0.05,
          new Caution(Caution.AGE, new Sweeper.Rhythm(SWEEPS, _ -> {}, new Random(1)).shortest()),
          SWEEPS,
          (_, ec2) -> ec2);
    }

    Trouble hasty() {
      var hasty = new Caution(Duration.ZERO, Duration.ofMillis(1));
      return new Trouble(deaths.dividedBy(4), sleeps, 4 * failing, hasty, LATENCY_MAX, sweeps);
    }

    Trouble with(BiFunction<String, Ec2, Ec2> other) {
      return new Trouble(deaths, sleeps, failing, caution, every, other);
    }

    Trouble awake() {
      return new Trouble(deaths, Duration.ZERO, failing, caution, every, sweeps);
    }

    Trouble none() {
      return new Trouble(Duration.ZERO, Duration.ZERO, 0, caution, every, sweeps);
    }
  }

  LeakWorld(long seed, Trouble trouble) {
    this.random = new Random(seed);
    this.trouble = trouble;
    this.ec2 = new SimulatedEc2(configuration(), timeline, seed);
    addForeign();
    every(trouble.deaths(), () -> some().ifPresent(this::end));
    every(trouble.sleeps(), () -> some().ifPresent(this::rest));
    timeline.in(LOOK, this::look);
  }

  /// Starts a machine that makes and deletes interfaces as it likes.
  LeakMachine addMachine() {
    var machine = launch();
    machine.work();
    return machine;
  }

  /// Starts a machine that does nothing of itself but to stand for election and to sweep.
  LeakMachine launch() {
    var id = ec2.newInstanceId();
    ec2.runInstance(new Launch(id, "m5.large", SUBNET, List.of(), Map.of()));
    launched.put(id, timeline.instant());
    var machine = new LeakMachine(this, id);
    machines.add(machine);
    machine.serve();
    return machine;
  }

  /// Lets time pass; ends early when a promise is broken.
  void run(Duration length) {
    timeline.runUntil(timeline.instant().plus(length));
  }

  /// Nothing bad happens any more.
  void calm() {
    calm = true;
  }

  @Override
  public void close() {
    machines.forEach(LeakMachine::end);
    timeline.close();
  }

  /// Promises that were broken, in words.
  List<String> violations() {
    return violations;
  }

  /// Interfaces of the cluster that dead machines left, and that are there.
  List<EniId> leaked() {
    return ec2.interfaces().stream()
        .filter(eni -> eni.attachment() instanceof Attachment.None)
        .filter(eni -> !foreign.contains(eni.id()))
        .filter(eni -> !exists(owner(eni)))
        .map(NetworkInterface::id)
        .toList();
  }

  /// Interfaces that are none of the sweep's business, and that are there.
  List<EniId> foreignLeft() {
    return foreign.stream().filter(eni -> ec2.find(eni).isPresent()).toList();
  }

  List<EniId> foreign() {
    return foreign;
  }

  /// How many interfaces sweeps have deleted.
  int swept() {
    return swept;
  }

  MemoryLease lease() {
    return lease;
  }

  /// For how long two machines at a time thought that they lead.
  Duration longestOverlap() {
    return longestOverlap;
  }

  /// The share of time in which somebody leads.
  double led() {
    return leaders / (double) (leaders + leaderless);
  }

  Timeline timeline() {
    return timeline;
  }

  SimulatedEc2 ec2() {
    return ec2;
  }

  Trouble trouble() {
    return calm ? trouble.none() : trouble;
  }

  Random random() {
    return random;
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  /// A machine's instance ends, as EC2 does it.
  void terminate(String instance) {
    ec2.terminateInstance(instance);
    terminated.put(instance, timeline.instant());
    if (!calm && trouble.deaths().isPositive()) {
      addMachine();
    }
  }

  /// What DescribeInstances shows: new ones late, and those that ended for a while.
  boolean shows(String instance, boolean exists) {
    var since = exists ? launched.get(instance) : terminated.get(instance);
    var isNews = since != null && timeline.instant().isBefore(since.plus(LAG));
    return (isNews && chance(0.5)) != exists;
  }

  /// A sweep has deleted an interface.
  void swept(NetworkInterface eni, String by) {
    swept++;
    if (foreign.contains(eni.id())) {
      violation("a sweep deleted a foreign interface", eni, by);
    } else if (exists(owner(eni))) {
      violation("a sweep deleted an interface of a living node", eni, by);
    }
  }

  private void violation(String what, NetworkInterface eni, String by) {
    violations.add(timeline.instant() + " " + by + ": " + what + ": " + eni);
    timeline.halt();
  }

  private boolean exists(String instance) {
    return ec2.view(instance).filter(view -> view.instance().running()).isPresent();
  }

  private static String owner(NetworkInterface eni) {
    return eni.tags().getOrDefault(Interface.INSTANCE_TAG, "");
  }

  private void every(Duration mean, Runnable deed) {
    if (mean.isPositive()) {
      var wait = Duration.ofMillis((long) (mean.toMillis() * -Math.log(1 - random.nextDouble())));
      timeline.in(
          wait,
          () -> {
            if (!calm) {
              deed.run();
              every(mean, deed);
            }
          });
    }
  }

  private void end(LeakMachine machine) {
    if (random.nextBoolean()) {
      machine.die();
    } else {
      machine.dieSoon();
    }
  }

  private void rest(LeakMachine machine) {
    if (random.nextBoolean()) {
      machine.sleep();
    } else {
      machine.sleepSoon();
    }
  }

  private Optional<LeakMachine> some() {
    var living = machines.stream().filter(LeakMachine::lives).toList();
    return living.isEmpty()
        ? Optional.empty()
        : Optional.of(living.get(random.nextInt(living.size())));
  }

  private void look() {
    var leading = machines.stream().filter(LeakMachine::leads).count();
    if (leading == 0) {
      leaderless++;
    } else {
      leaders++;
    }
    overlap = leading > 1 ? overlap.plus(LOOK) : Duration.ZERO;
    longestOverlap = overlap.compareTo(longestOverlap) > 0 ? overlap : longestOverlap;
    timeline.in(LOOK, this::look);
  }

  /// What others have in the same VPC, of instances that are no more.
  private void addForeign() {
    var ours = Map.of(Interface.INSTANCE_TAG, "i-gone", Interface.CLUSTER_TAG, CLUSTER);
    var description = Interface.DESCRIPTION_PREFIX + "i-gone";
    addForeign(
        description, Map.of(Interface.INSTANCE_TAG, "i-gone", Interface.CLUSTER_TAG, "bank"));
    addForeign(description, Map.of(Interface.INSTANCE_TAG, "i-gone"));
    addForeign(description, Map.of(Interface.CLUSTER_TAG, CLUSTER));
    addForeign("a load balancer's", ours);
    var kept = new HashMap<>(ours);
    kept.put(Interface.NO_MANAGE_TAG, "true");
    addForeign(description, kept);
  }

  private void addForeign(String description, Map<String, String> tags) {
    foreign.add(add(description, tags));
  }

  /// An interface that is attached to nothing.
  EniId add(String description, Map<String, String> tags) {
    return ec2.createNetworkInterface(
            new CreateInterface(
                SUBNET,
                new CreateInterface.Primary.Any(),
                Wanted.NOTHING,
                List.of(),
                description,
                tags,
                ""))
        .id();
  }

  private static VpcConfiguration configuration() {
    return new VpcConfiguration(
        VPC,
        "eu-central-1",
        List.of(Ipv4Prefix.parse("10.0.0.0/16")),
        List.of(
            new VpcConfiguration.SubnetConfiguration(
                SUBNET, Ipv4Prefix.parse("10.0.0.0/16"), "eu-central-1a", Map.of())),
        List.of(new VpcConfiguration.SecurityGroup("sg-0a", "default", Map.of())),
        name -> Optional.of(InstanceTypeLimits.nitro(name, new InterfaceLimits(8, 10), 2)),
        Latencies.TYPICAL);
  }
}
