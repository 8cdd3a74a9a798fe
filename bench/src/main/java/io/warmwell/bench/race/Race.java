package io.warmwell.bench.race;

import io.warmwell.pool.BlockKind;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.Kubelet.Sandbox;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Supply;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Lets contestants add and delete pods in turns, so that whatever disturbs the machine disturbs
/// all of them.
///
/// Used by one thread.
public final class Race {
  /// The Debian package of the plugins that are raced against.
  public static final String PEER_PACKAGE = "containernetworking-plugins";

  /// Rounds that are run and not counted: a node's daemon is up for weeks, its first calls are not
  /// what pods wait for.
  private static final int WARM_UP_ROUNDS = 2;

  /// Addresses that lie ready before the start, so that EC2 is not what is measured; seven
  /// prefixes.
  private static final int ADDRESSES = 112;

  private static final Duration SUPPLY_MAX = Duration.ofSeconds(30);
  private static final Duration SUPPLY_POLL = Duration.ofMillis(50);

  /// The kernel takes a deleted namespace apart in the background; the next heat shall not pay,
  /// neither for that nor for its own namespaces.
  private static final Duration REST = Duration.ofMillis(250);

  private final Node node;
  private final List<Contestant> contestants;
  private final Size size;
  private final Map<Lane, List<List<Duration>>> seen = new LinkedHashMap<>();
  private int sandboxes;

  private record Lane(String contestant, String verb, int callers) {

    Times times(List<List<Duration>> rounds) {
      return new Times(contestant, verb, callers, rounds);
    }
  }

  private Race(Node node, List<Contestant> contestants, Size size) {
    this.node = node;
    this.contestants = contestants;
    this.size = size;
  }

  /// How much is run.
  ///
  /// @param rounds that count
  /// @param pods of each contestant in one heat, at most 56: what a heat has released still cools
  ///   down in the next
  /// @param callers how many calls at a time, each a heat of its own
  public record Size(int rounds, int pods, List<Integer> callers) {

    /// What `make bench` runs unless told otherwise: about two minutes on two idle cores.
    public static final Size DEFAULT = new Size(25, 16, List.of(1, 8));

    /// @throws IllegalArgumentException if there is nothing to run or too much for the supply
    public Size {
      callers = List.copyOf(callers);
      if (rounds < 1 || pods < 1 || pods > ADDRESSES / 2 || callers.isEmpty()) {
        throw new IllegalArgumentException(
            "a race of %d rounds with %d pods, %s callers".formatted(rounds, pods, callers));
      }
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
      var node = world.nodes().getFirst();
      // Its prefix makes it the world's, which removes it.
      var host = NetworkNamespace.create(Fabric.prefix(name) + "ptp");
      var leases = directory.resolve("host-local");
      var race =
          new Race(
              node,
              List.of(
                  Contestant.warmwell(node),
                  Contestant.ptp(host, leases),
                  Contestant.spawn(node.namespace())),
              size);
      world.startDaemons();
      awaitSupply(world, node);
      return race.run(ended);
    } finally {
      World.sweep(name, directory);
    }
  }

  private static WorldPlan plan(String name, Path directory) {
    var settings =
        Map.of(
            "ENABLE_PREFIX_DELEGATION",
            "true",
            "MINIMUM_IP_TARGET",
            String.valueOf(ADDRESSES),
            "WARMWELL_MAX_PODS",
            String.valueOf(ADDRESSES),
            "IP_COOLDOWN_PERIOD",
            "1");
    return new WorldPlan(
        name,
        directory,
        WorldPlan.DEFAULT_VPC,
        List.of(WorldPlan.DEFAULT_SUBNET),
        List.of(new NodePlan("node", "m5.large", settings)),
        Latencies.NONE,
        0);
  }

  private static void awaitSupply(World world, Node node) throws InterruptedException {
    var deadline = System.nanoTime() + SUPPLY_MAX.toNanos();
    while (Supply.of(node, world.ec2()).prefixes() * BlockKind.PREFIX.size() < ADDRESSES) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the node has %s after %d s, not %d addresses%s"
                .formatted(
                    Supply.of(node, world.ec2()),
                    SUPPLY_MAX.toSeconds(),
                    ADDRESSES,
                    node.daemon().logEnd()));
      }
      Thread.sleep(SUPPLY_POLL);
    }
  }

  private RaceReport run(IntConsumer ended) throws InterruptedException {
    for (var round = 1 - WARM_UP_ROUNDS; round <= size.rounds(); round++) {
      for (var callers : size.callers()) {
        var order = new ArrayList<>(contestants);
        Collections.rotate(order, round);
        for (var contestant : order) {
          heat(contestant, callers, round > 0);
        }
      }
      ended.accept(round);
    }
    return new RaceReport(
        seen.entrySet().stream().map(lane -> lane.getKey().times(lane.getValue())).toList());
  }

  private void heat(Contestant contestant, int callers, boolean counts)
      throws InterruptedException {
    // New names each time: a name that comes back too soon meets its own left-over link.
    var made = IntStream.range(0, size.pods()).mapToObj(_ -> sandbox()).toList();
    Thread.sleep(REST);
    for (var verb : List.of("ADD", "DEL")) {
      var took = calls(contestant, verb, callers, made);
      if (counts) {
        var lane = new Lane(contestant.name(), verb, callers);
        seen.computeIfAbsent(lane, _ -> new ArrayList<>()).add(took);
      }
    }
    made.forEach(sandbox -> sandbox.namespace().delete());
  }

  private Sandbox sandbox() {
    sandboxes++;
    return node.kubelet().sandbox("pod" + sandboxes);
  }

  private List<Duration> calls(Contestant contestant, String verb, int callers, List<Sandbox> made)
      throws InterruptedException {
    try (var threads = Executors.newFixedThreadPool(callers)) {
      var calls =
          made.stream()
              .<Callable<Duration>>map(
                  sandbox -> () -> contestant.call(verb, node.kubelet(), sandbox))
              .toList();
      var took = new ArrayList<Duration>();
      for (var done : threads.invokeAll(calls)) {
        took.add(done.get());
      }
      return took;
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }
}
