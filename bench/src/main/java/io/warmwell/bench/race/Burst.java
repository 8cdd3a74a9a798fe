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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Asks for all pods that a node may have at once: a node whose addresses lie ready, the reference
/// plugins, and a node whose daemon has just started and must ask EC2 for addresses.
///
/// Used by one thread.
public final class Burst {
  static final String READY = "Warmwell, addresses ready";
  static final String STARTED = "Warmwell, just started";

  /// The AWS documentation tells of none; 200 ms is what the simulation of the pool takes too.
  private static final Duration EC2_CALL = Duration.ofMillis(200);

  /// Recommended most pods of a node with more than 30 vCPUs.
  private static final int PODS_MAX = 250;

  /// As many whole prefixes as hold them.
  private static final int ADDRESSES = 256;

  /// Has room for them on its primary ENI.
  private static final String INSTANCE_TYPE = "m5.8xlarge";

  private static final String READY_NODE = "ready";
  private static final Duration START_MAX = Duration.ofSeconds(60);

  private final World world;
  private final List<Contestant> lasting;
  private final Launcher launcher;
  private final Size size;
  private final Map<Lane, List<List<Duration>>> seen = new LinkedHashMap<>();
  private int sandboxes;

  private record Lane(String contestant, Measure measure) {}

  private Burst(World world, List<Contestant> lasting, Launcher launcher, Size size) {
    this.world = world;
    this.lasting = lasting;
    this.launcher = launcher;
    this.size = size;
  }

  /// How much is run.
  ///
  /// @param rounds that count; one goes before them
  /// @param pods at once, at most 250
  /// @param callers how many calls at a time
  public record Size(int rounds, int pods, int callers) {

    /// What `make bench` runs unless told otherwise: about a minute.
    public static final Size DEFAULT = new Size(5, PODS_MAX, 32);

    /// @throws IllegalArgumentException if there is nothing to run, or too many pods
    public Size {
      if (rounds < 1 || pods < 1 || pods > PODS_MAX || callers < 1) {
        throw new IllegalArgumentException(
            "%d rounds of %d pods from %d callers".formatted(rounds, pods, callers));
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
  public static BurstReport run(
      String name, Path directory, Path shim, Size size, IntConsumer ended)
      throws InterruptedException {
    try (var world = World.open(plan(name, directory, size), shim)) {
      var ready = world.node(READY_NODE);
      start(ready);
      ReadyNode.await(world, ready, ADDRESSES);
      world.endpoints().delayEc2(EC2_CALL);
      var host = NetworkNamespace.create(Fabric.prefix(name) + "ptp");
      var lasting =
          List.of(
              Contestant.warmwell(READY, ready),
              Contestant.ptp(ready.kubelet(), host, directory.resolve("host-local")));
      return new Burst(world, lasting, Launcher.locate(), size).run(ended);
    } finally {
      World.sweep(name, directory);
    }
  }

  private static WorldPlan plan(String name, Path directory, Size size) {
    var nodes = new ArrayList<NodePlan>();
    nodes.add(new NodePlan(READY_NODE, INSTANCE_TYPE, ReadyNode.settings(ADDRESSES)));
    var fresh =
        Map.of("ENABLE_PREFIX_DELEGATION", "true", "WARMWELL_MAX_PODS", String.valueOf(PODS_MAX));
    for (var round = 1; round <= size.rounds(); round++) {
      nodes.add(new NodePlan(freshNode(round), INSTANCE_TYPE, fresh));
    }
    return new WorldPlan(
        name,
        directory,
        WorldPlan.DEFAULT_VPC,
        List.of(WorldPlan.DEFAULT_SUBNET),
        nodes,
        Latencies.TYPICAL,
        0);
  }

  private static String freshNode(int round) {
    return "fresh" + round;
  }

  private static void start(Node node) throws InterruptedException {
    node.daemon().start();
    node.daemon().awaitReady(START_MAX);
  }

  private BurstReport run(IntConsumer ended) throws InterruptedException {
    for (var round = 0; round <= size.rounds(); round++) {
      var order = new ArrayList<>(lasting);
      Collections.rotate(order, round);
      var namespaces = namespaces();
      for (var contestant : order) {
        heat(contestant, namespaces, round > 0);
      }
      if (round > 0) {
        justStarted(world.node(freshNode(round)), namespaces);
      }
      namespaces.forEach(NetworkNamespace::delete);
      ended.accept(round);
    }
    return new BurstReport(
        size,
        seen.entrySet().stream()
            .map(
                lane ->
                    new Figures(
                        lane.getKey().contestant(),
                        lane.getKey().measure(),
                        size.callers(),
                        new Sample(lane.getValue())))
            .toList());
  }

  private List<NetworkNamespace> namespaces() {
    var kubelet = world.node(READY_NODE).kubelet();
    return IntStream.range(0, size.pods())
        .mapToObj(_ -> kubelet.sandbox("burst").namespace())
        .toList();
  }

  private void justStarted(Node node, List<NetworkNamespace> namespaces)
      throws InterruptedException {
    start(node);
    heat(Contestant.warmwell(STARTED, node), namespaces, true);
    node.daemon().stop();
  }

  private void heat(Contestant contestant, List<NetworkNamespace> namespaces, boolean counts) {
    var made = namespaces.stream().map(this::sandbox).toList();
    var links = made.size() * contestant.linksPerPod();
    var added = launcher.run(contestant.job("ADD", made, size.callers(), 0));
    launcher.run(contestant.job("DEL", made, size.callers(), links));
    if (counts) {
      note(contestant, Measure.LAST_ADD, added.span());
      note(contestant, Measure.ADD_CPU, added.cpu().dividedBy(made.size()));
    }
  }

  private void note(Contestant contestant, Measure measure, Duration shown) {
    seen.computeIfAbsent(new Lane(contestant.name(), measure), _ -> new ArrayList<>())
        .add(List.of(shown));
  }

  private Sandbox sandbox(NetworkNamespace namespace) {
    sandboxes++;
    return new Sandbox("pod" + sandboxes, "container" + sandboxes, namespace);
  }
}
