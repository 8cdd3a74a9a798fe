package io.warmwell.simulator.swarm;

import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What one simulated world is like, all of it drawn from a seed: each world switches on only some
/// kinds of trouble, since troubles can hide each other.
///
/// @param subnetLengths prefix lengths of the shared subnets, 20 to 24
/// @param occupied how much of each subnet others hold at the beginning, 0 to 1
/// @param surroundings what there is beside the nodes' subnets
/// @param calm how long nothing is done to the world at the end, so that it can heal
public record SwarmOptions(
    long seed,
    List<Integer> subnetLengths,
    double occupied,
    List<NodeOptions> nodes,
    Faults faults,
    Duration trouble,
    Duration calm,
    Surroundings surroundings) {
  private static final List<Type> TYPES =
      List.of(
          new Type("t3.small", new InterfaceLimits(3, 4)),
          new Type("t3.medium", new InterfaceLimits(3, 6)),
          new Type("m5.large", new InterfaceLimits(3, 10)),
          new Type("m5.xlarge", new InterfaceLimits(4, 15)),
          new Type("c5.4xlarge", new InterfaceLimits(8, 30)));
  private static final int NODES_MAX = 8;
  private static final int PODS_MAX = 110;
  private static final double LIKELY = 0.5;

  /// Such that nothing reboots in the worlds in which most planted bugs are recorded.
  private static final long REBOOTS_SALT = 434;

  /// Such that daemons look for no subnets in the worlds in which planted bugs are recorded.
  private static final long SURROUNDINGS_SALT = 101;

  public SwarmOptions {
    subnetLengths = List.copyOf(subnetLengths);
    nodes = List.copyOf(nodes);
  }

  /// An instance type of the simulated EC2.
  public record Type(String name, InterfaceLimits limits) {}

  /// One node.
  ///
  /// @param subnet index of its subnet
  /// @param arrival mean time between pods
  /// @param lifetime mean life of a pod
  /// @param burst how many pods come at once now and then; 0 for never
  /// @param watch how the daemon hears of pods before they ask
  /// @param changes mean time between changes of the settings; zero for never
  /// @param exclusions mean time until the node's subnet is no longer for pods, or is again; zero
  ///   for never
  public record NodeOptions(
      Type type,
      int subnet,
      Settings settings,
      Duration arrival,
      Duration lifetime,
      int burst,
      Watch watch,
      Duration changes,
      Duration exclusions) {}

  /// What an operator may change while the daemon runs.
  ///
  /// @param interfacesMax MAX_ENI, 1 to what the type allows
  /// @param podsMax max-pods
  public record Settings(
      boolean prefixes,
      WarmTargets targets,
      int interfacesMax,
      int podsMax,
      Duration coolDown,
      Duration releaseDelay) {

    Settings withCoolDown(Duration other) {
      return new Settings(prefixes, targets, interfacesMax, podsMax, other, releaseDelay);
    }
  }

  /// How a daemon hears of pods that are bound to its node.
  ///
  /// @param lead mean time from a pod's binding to its ADD; zero for a daemon that hears nothing
  /// @param lag mean time that a report takes; reports may overtake each other
  /// @param vanishing share of the pods that are bound and go before their ADD
  /// @param lost share of the reports that do not arrive
  /// @param outages mean time between outages; zero for never
  public record Watch(
      Duration lead, Duration lag, double vanishing, double lost, Duration outages) {
    static final Watch NONE = new Watch(Duration.ZERO, Duration.ZERO, 0, 0, Duration.ZERO);
  }

  /// What goes wrong. Shares are of calls, 0 to 1; a mean time of zero is never.
  ///
  /// @param latency mean time of an EC2 call
  /// @param tokensPerSecond refill of the account's bucket of changing calls; 0 for no throttling
  /// @param lost share of replies that do not arrive though the call took effect
  /// @param failing share of calls that end in a fault of EC2's without effect
  /// @param stale share of describes that show the past
  /// @param lag how far in the past at most
  /// @param crashes mean time between deaths of a node's daemon
  /// @param damage share of deaths after which the journal is lost or damaged
  /// @param people mean time between a person's deeds at EC2
  /// @param neighbours mean time between allocations of others in the subnets
  /// @param jumps mean time between jumps of a node's clock
  /// @param links share of interfaces whose link does not work
  /// @param disk share of records that cannot be written
  /// @param reboots when machines go down and come back
  public record Faults(
      Duration latency,
      double tokensPerSecond,
      double lost,
      double failing,
      double stale,
      Duration lag,
      Duration crashes,
      double damage,
      Duration people,
      Duration neighbours,
      Duration jumps,
      double links,
      double disk,
      Reboots reboots) {

    /// The world heals: calls still take their time.
    Faults off() {
      return new Faults(
          latency,
          0,
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
          Reboots.NONE);
    }
  }

  /// Machines that go down and come back: no pod outlives that.
  ///
  /// @param mean mean time between those of a node; zero for never
  /// @param powerLoss share of those that are not orderly, 0 to 1: what was not synced may be lost
  /// @param journalOnDisk whether the run directory is not in memory as it should be, so that the
  ///   journal of an earlier boot is still there
  public record Reboots(Duration mean, double powerLoss, boolean journalOnDisk) {
    static final Reboots NONE = new Reboots(Duration.ZERO, 0, false);
  }

  /// The world of a seed.
  ///
  /// @param nodesMin 1 to 8
  public static SwarmOptions of(long seed, int nodesMin) {
    var random = new Random(seed);
    var subnets = 1 + random.nextInt(2);
    var count = nodesMin + random.nextInt(NODES_MAX - nodesMin + 1);
    // Drawn apart, as reboots are, so that what came first stays as it was when more can be drawn.
    var more = new SplittableRandom(~seed);
    var watched = maybe(more);
    var changing = maybe(more);
    return new SwarmOptions(
        seed,
        IntStream.range(0, subnets).mapToObj(_ -> 20 + random.nextInt(5)).toList(),
        random.nextDouble() < LIKELY ? 0 : 0.9 * random.nextDouble(),
        IntStream.range(0, count)
            .mapToObj(_ -> node(random, subnets, watched, changing, more))
            .toList(),
        faults(random, reboots(new SplittableRandom(seed ^ REBOOTS_SALT))),
        Duration.ofMinutes(45),
        Duration.ofMinutes(15),
        Surroundings.of(new SplittableRandom(seed ^ SURROUNDINGS_SALT)));
  }

  private static NodeOptions node(
      RandomGenerator random,
      int subnets,
      boolean watched,
      boolean changing,
      RandomGenerator more) {
    var type = TYPES.get(random.nextInt(TYPES.size()));
    var prefixes = random.nextBoolean();
    var reachable = reachable(type, prefixes);
    var subnet = random.nextInt(subnets);
    var settings =
        new Settings(
            prefixes,
            targets(random),
            type.limits().interfaces(),
            random.nextInt(4) == 0 ? 1 + random.nextInt(reachable) : reachable,
            coolDown(random),
            DaemonLife.RELEASE_DELAY);
    return new NodeOptions(
        type,
        subnet,
        settings,
        Duration.ofSeconds(10 + random.nextInt(120)),
        Duration.ofSeconds(20 + random.nextInt(1800)),
        random.nextBoolean() ? 1 + random.nextInt(30) : 0,
        watched ? watch(more) : Watch.NONE,
        changing ? minutes(more, 20) : Duration.ZERO,
        more.nextInt(20) == 0 ? minutes(more, 30) : Duration.ZERO);
  }

  /// Other settings for a node of a type: one of them, or several, are not as they were.
  static Settings changed(Settings was, Type type, RandomGenerator random) {
    var prefixes = random.nextInt(3) == 0 ? !was.prefixes() : was.prefixes();
    var reachable = reachable(type, prefixes);
    return new Settings(
        prefixes,
        random.nextInt(3) == 0 ? targets(random) : was.targets(),
        random.nextInt(3) == 0
            ? 1 + random.nextInt(type.limits().interfaces())
            : was.interfacesMax(),
        random.nextInt(3) == 0 ? 1 + random.nextInt(reachable) : was.podsMax(),
        random.nextInt(3) == 0 ? coolDown(random) : was.coolDown(),
        random.nextInt(3) == 0 ? Duration.ofSeconds(1 + random.nextInt(120)) : was.releaseDelay());
  }

  private static int reachable(Type type, boolean prefixes) {
    var places = type.limits().interfaces() * type.limits().blocksPerInterface();
    return Math.min(PODS_MAX, prefixes ? 16 * places : places);
  }

  private static Duration coolDown(RandomGenerator random) {
    return Duration.ofSeconds(random.nextInt(3) == 0 ? 5 + random.nextInt(60) : 30);
  }

  private static Watch watch(RandomGenerator random) {
    return new Watch(
        Duration.ofMillis(200 + random.nextInt(15_000)),
        Duration.ofMillis(20 + random.nextInt(random.nextInt(3) == 0 ? 20_000 : 500)),
        0.3 * random.nextDouble(),
        maybe(random) ? 0.5 * random.nextDouble() : 0,
        maybe(random) ? minutes(random, 20) : Duration.ZERO);
  }

  private static WarmTargets targets(RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> new WarmTargets(1, 0, 0, 1);
      case 1 -> new WarmTargets(0, 1 + random.nextInt(10), 0, 0);
      case 2 -> new WarmTargets(1, 1 + random.nextInt(5), random.nextInt(30), 1);
      case 3 -> new WarmTargets(0, 0, 1 + random.nextInt(30), 0);
      default -> new WarmTargets(random.nextInt(3), 0, 0, random.nextInt(3));
    };
  }

  private static Faults faults(RandomGenerator random, Reboots reboots) {
    return new Faults(
        Duration.ofMillis(20 + random.nextInt(random.nextInt(4) == 0 ? 2000 : 300)),
        maybe(random) ? 0.2 + 5 * random.nextDouble() : 0,
        maybe(random) ? 0.1 * random.nextDouble() : 0,
        maybe(random) ? 0.2 * random.nextDouble() : 0,
        maybe(random) ? random.nextDouble() : 0,
        Duration.ofMillis(random.nextInt(5000)),
        maybe(random) ? minutes(random, 40) : Duration.ZERO,
        maybe(random) ? random.nextDouble() : 0,
        maybe(random) ? minutes(random, 60) : Duration.ZERO,
        maybe(random) ? minutes(random, 10) : Duration.ZERO,
        maybe(random) ? minutes(random, 60) : Duration.ZERO,
        maybe(random) ? 0.3 * random.nextDouble() : 0,
        random.nextInt(4) == 0 ? 0.2 * random.nextDouble() : 0,
        reboots);
  }

  private static Reboots reboots(RandomGenerator random) {
    return random.nextInt(4) == 0
        ? new Reboots(
            minutes(random, 20), maybe(random) ? random.nextDouble() : 0, random.nextBoolean())
        : Reboots.NONE;
  }

  private static boolean maybe(RandomGenerator random) {
    return random.nextDouble() < LIKELY;
  }

  private static Duration minutes(RandomGenerator random, int max) {
    return Duration.ofSeconds(60 + random.nextInt(60 * max));
  }
}
