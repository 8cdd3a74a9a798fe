package io.warmwell.bench.race;

import io.warmwell.bench.sample.Sample;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.Kubelet.Sandbox;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Lets contestants add and delete pods in turns, so that whatever disturbs the machine disturbs
/// all of them.
///
/// Used by one thread.
public final class Race {
  /// The Debian package of the plugins that are raced against.
  public static final String PEER_PACKAGE = "containernetworking-plugins";

  /// Rounds that are run and not counted: a node's daemon is up for weeks, its first calls are not
  /// what pods wait for.
  private static final int WARM_UP_ROUNDS = 4;

  /// Addresses that lie ready before the start, so that EC2 is not what is measured; seven
  /// prefixes.
  private static final int ADDRESSES = 112;

  private static final String ONE = "one-family";
  private static final String BOTH = "both-families";

  private final Node node;
  private final Launcher launcher;
  private final List<Contestant> contestants;
  private final Size size;
  private final Map<Lane, List<List<Duration>>> seen = new LinkedHashMap<>();
  private int sandboxes;

  private record Lane(String contestant, Measure measure, int callers) {

    Figures figures(List<List<Duration>> rounds) {
      return new Figures(contestant, measure, callers, new Sample(rounds));
    }
  }

  private Race(Node node, Launcher launcher, List<Contestant> contestants, Size size) {
    this.node = node;
    this.launcher = launcher;
    this.contestants = contestants;
    this.size = size;
  }

  /// How much is run.
  ///
  /// @param rounds that count
  /// @param pods of each contestant in one heat, at most 56: what a heat has released still cools
  ///   down in the next. With more callers than that there are as many pods as callers.
  /// @param callers how many calls at a time, each a heat of its own
  public record Size(int rounds, int pods, List<Integer> callers) {

    /// What `make bench` runs unless told otherwise: about three minutes on two idle cores.
    public static final Size DEFAULT = new Size(25, 16, List.of(1, 8, 32));

    /// @throws IllegalArgumentException if there is nothing to run or too much for the supply
    public Size {
      callers = List.copyOf(callers);
      if (rounds < 1 || pods < 1 || callers.isEmpty() || most(pods, callers) > ADDRESSES / 2) {
        throw new IllegalArgumentException(
            "a race of %d rounds with %d pods, %s callers".formatted(rounds, pods, callers));
      }
    }

    private int podsMax() {
      return most(pods, callers);
    }

    private static int most(int pods, List<Integer> callers) {
      return Math.max(pods, Collections.max(callers));
    }
  }

  /// Runs it in a world of its own, and removes that.
  ///
  /// @param name of the world
  /// @param directory of the world and of host-local's leases
  /// @param shim the CNI executable
  /// @param ended hears the number of each round that has ended
  /// @throws IllegalStateException if a contestant fails or is not installed
  public static RaceReport run(String name, Path directory, Path shim, Size size, IntConsumer ended)
      throws InterruptedException {
    try (var world = World.open(plan(name, directory), shim)) {
      var node = world.node(ONE);
      var leases = directory.resolve("host-local");
      world.startDaemons();
      for (var supplied : world.nodes()) {
        ReadyNode.await(world, supplied, ADDRESSES);
      }
      var launcher = Launcher.locate();
      var contestants =
          List.of(
              Contestant.warmwell(Contestant.WARMWELL, node),
              Contestant.warmwell(Contestant.WARMWELL_BOTH, world.node(BOTH)),
              Contestant.ptp(node.kubelet(), host(name, "ptp"), leases),
              Contestant.bridge(node.kubelet(), host(name, "bridge"), leases),
              Contestant.spawn(node, launcher.nothing()));
      return new Race(node, launcher, contestants, size).run(ended);
    } finally {
      World.sweep(name, directory);
    }
  }

  /// Its prefix makes it the world's, which removes it.
  private static NetworkNamespace host(String world, String name) {
    return NetworkNamespace.create(Fabric.prefix(world) + name);
  }

  private static WorldPlan plan(String name, Path directory) {
    var settings = ReadyNode.settings(ADDRESSES);
    var both = new HashMap<>(settings);
    both.put("ENABLE_IPv6", "true");
    return new WorldPlan(
        name,
        directory,
        WorldPlan.DEFAULT_VPC,
        List.of(WorldPlan.DEFAULT_SUBNET),
        List.of(new NodePlan(ONE, "m5.large", settings), new NodePlan(BOTH, "m5.large", both)),
        Latencies.NONE,
        0);
  }

  private RaceReport run(IntConsumer ended) {
    for (var round = 1 - WARM_UP_ROUNDS; round <= size.rounds(); round++) {
      var order = new ArrayList<>(contestants);
      Collections.rotate(order, round);
      // Each contestant meets them new as often as any other.
      var namespaces = namespaces();
      for (var callers : size.callers()) {
        for (var contestant : order) {
          heat(contestant, callers, namespaces, round > 0);
        }
      }
      namespaces.forEach(NetworkNamespace::delete);
      ended.accept(round);
    }
    return new RaceReport(
        seen.entrySet().stream().map(lane -> lane.getKey().figures(lane.getValue())).toList());
  }

  private List<NetworkNamespace> namespaces() {
    return IntStream.range(0, size.podsMax())
        .mapToObj(_ -> node.kubelet().sandbox("race").namespace())
        .toList();
  }

  private void heat(
      Contestant contestant, int callers, List<NetworkNamespace> namespaces, boolean counts) {
    var pods = namespaces.subList(0, Math.max(size.pods(), callers));
    // New names each time: a name that comes back too soon meets its own left-over link.
    var made = pods.stream().map(this::sandbox).toList();
    var links = made.size() * contestant.linksPerPod();
    var added = launcher.run(contestant.job("ADD", made, callers, 0));
    var deleted = launcher.run(contestant.job("DEL", made, callers, links));
    if (counts) {
      note(contestant, Measure.ADD, callers, added.took());
      note(contestant, Measure.DEL, callers, deleted.took());
      note(contestant, Measure.PAIR_CPU, callers, List.of(pairCpu(added, deleted)));
      deleted
          .linksGone()
          .ifPresent(gone -> note(contestant, Measure.LINKS_GONE, callers, List.of(gone)));
    }
  }

  private void note(Contestant contestant, Measure measure, int callers, List<Duration> shown) {
    var lane = new Lane(contestant.name(), measure, callers);
    seen.computeIfAbsent(lane, _ -> new ArrayList<>()).add(shown);
  }

  private Sandbox sandbox(NetworkNamespace namespace) {
    sandboxes++;
    return new Sandbox("pod" + sandboxes, "container" + sandboxes, namespace);
  }

  private static Duration pairCpu(Launcher.Ran added, Launcher.Ran deleted) {
    // One span: the daemon works for both.
    var daemon = deleted.daemonAfter().minus(added.daemonBefore());
    return Stream.of(added, deleted)
        .flatMap(ran -> ran.calls().stream())
        .map(Launcher.Call::cpu)
        .reduce(daemon, Duration::plus)
        .dividedBy(added.calls().size());
  }
}
