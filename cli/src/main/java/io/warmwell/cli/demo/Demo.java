package io.warmwell.cli.demo;

import io.warmwell.pool.EniId;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.world.KernelState;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Percentiles;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.Supply;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The demo's engine: runs pods on two nodes, lets them talk, ends them, and checks everything.
///
/// Used by one thread.
public final class Demo {
  /// Pods in flight at a time on one node; kubelet starts about as many.
  private static final int PARALLEL = 8;

  /// Sources that ping at a time.
  private static final int PARALLEL_PINGS = 4;

  private static final Duration CALM_MAX = Duration.ofSeconds(40);
  private static final Duration CALM_POLL = Duration.ofMillis(200);
  private static final Duration SETTLED_AFTER = Duration.ofMillis(1500);
  private static final int LOST_SHOWN = 10;

  /// What each node is for, and how many pods it gets: 25 need all three ENIs of an m5.large in
  /// secondary-IP mode, 60 are more than all three could carry.
  private static final Map<String, Integer> PODS = Map.of("node-a", 25, "node-b", 60);

  private final World world;
  private final Progress progress;
  private final List<Check> checks = new ArrayList<>();

  /// @param world made from [#plan], its daemons not yet started
  public Demo(World world, Progress progress) {
    this.world = world;
    this.progress = progress;
  }

  /// The world the demo runs in: cool-down and release are short, since nobody wants to watch the
  /// 30 and 60 seconds that production takes.
  public static WorldPlan plan(String name, Path directory) {
    var quick = Map.of("IP_COOLDOWN_PERIOD", "2", "WARMWELL_RELEASE_DELAY", "2");
    var prefixes = new LinkedHashMap<>(quick);
    prefixes.put("ENABLE_PREFIX_DELEGATION", "true");
    return new WorldPlan(
        name,
        directory,
        WorldPlan.DEFAULT_VPC,
        List.of(WorldPlan.DEFAULT_SUBNET),
        List.of(
            new NodePlan("node-a", "m5.large", quick),
            new NodePlan("node-b", "m5.large", prefixes)),
        Latencies.TYPICAL,
        0);
  }

  /// Runs it all. The world stays as it is, so that a failure can be looked into.
  ///
  /// @throws IllegalStateException if a daemon does not start
  /// @throws io.warmwell.simulator.world.PodException if the plugin refuses a pod
  public DemoReport run() throws InterruptedException {
    startDaemons();
    var idle = supplies();
    var clean = kernels();
    for (var node : world.nodes()) {
      runPods(node);
    }
    checkAddresses();
    var figures = world.nodes().stream().map(node -> figures(node, idle)).toList();
    var reached = ping();
    endPods();
    checkCalm(idle, clean);
    return new DemoReport(
        figures,
        reached.pairs(),
        reached.lost().size(),
        world.fabric().counters(),
        world.ec2().callsByAction(),
        checks);
  }

  private void startDaemons() throws InterruptedException {
    progress.begins("starting the daemons on " + world.nodes().size() + " nodes");
    world.startDaemons();
    awaitSettled();
    var supplies =
        world.nodes().stream()
            .map(node -> node.name() + ": " + Supply.of(node, world.ec2()))
            .collect(Collectors.joining("; "));
    progress.ends("ready; " + supplies);
  }

  private void runPods(Node node) throws InterruptedException {
    var wanted = PODS.getOrDefault(node.name(), 0);
    var names = IntStream.rangeClosed(1, wanted).mapToObj("web-%02d"::formatted).toList();
    progress.begins("running " + wanted + " pods on " + node.name());
    node.kubelet().runAll(names, PARALLEL, counting(wanted));
    progress.ends(Supply.of(node, world.ec2()).toString());
    checks.add(Check.same(node.name() + " runs its pods", wanted, node.kubelet().pods().size()));
  }

  private void checkAddresses() {
    var addresses = world.pods().stream().map(Pod::address).distinct().count();
    checks.add(
        Check.same("every pod has an address of its own", (long) world.pods().size(), addresses));
    for (var node : world.nodes()) {
      var strangers =
          node.kubelet().pods().stream()
              .filter(pod -> Supply.deviceIndex(node, world.ec2(), pod.address()).isEmpty())
              .map(pod -> pod.name() + " " + pod.address())
              .toList();
      checks.add(
          Check.same(
              "EC2 has given " + node.name() + " every address it uses", List.of(), strangers));
    }
    var onSecondary = world.nodes().stream().mapToInt(this::onSecondaryInterfaces).sum();
    checks.add(
        new Check(
            "pods run on secondary ENIs too",
            "some",
            String.valueOf(onSecondary),
            onSecondary > 0));
  }

  private Reachability ping() throws InterruptedException {
    var pods = world.pods();
    progress.begins(
        "pinging every pair of %d pods with %,d bytes unfragmented"
            .formatted(pods.size(), Reachability.JUMBO_PAYLOAD_BYTES));
    var reached = Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, PARALLEL_PINGS);
    var packets = world.fabric().counters();
    progress.ends("%,d pairs, %d lost".formatted(reached.pairs(), reached.lost().size()));
    checks.add(Check.same("every pair of pods talks", List.of(), described(reached.lost())));
    checks.add(Check.same("no packet was spoofed", 0L, packets.getOrDefault(Counter.SPOOFED, 0L)));
    checks.add(
        Check.same(
            "no packet went to an address nobody owns",
            0L,
            packets.getOrDefault(Counter.UNOWNED, 0L)));
    return reached;
  }

  private void endPods() throws InterruptedException {
    var pods = world.pods().size();
    progress.begins("deleting " + pods + " pods");
    var counting = counting(pods);
    for (var node : world.nodes()) {
      node.kubelet().endAll(PARALLEL, counting);
    }
    progress.ends("all DELs answered");
    checks.add(Check.same("every pod is gone", List.of(), world.pods()));
  }

  /// The pool needs its time: addresses cool down, and a surplus must last before it is given back.
  private void checkCalm(Map<String, Supply> idle, Map<String, KernelState> clean)
      throws InterruptedException {
    progress.begins("waiting for what was taken to be given back");
    var started = System.nanoTime();
    var deadline = started + CALM_MAX.toNanos();
    while (!(supplies().equals(idle) && looseInterfaces().isEmpty() && leftovers(clean).isEmpty())
        && System.nanoTime() < deadline) {
      Thread.sleep(CALM_POLL);
    }
    var took = Duration.ofNanos(System.nanoTime() - started);
    progress.ends("after %.1f s".formatted(took.toMillis() / 1000.0));
    checks.add(
        Check.same(
            "no veth, route, rule or nftables element is left", List.of(), leftovers(clean)));
    checks.add(Check.same("no ENI is left attached to nothing", List.of(), looseInterfaces()));
    for (var node : world.nodes()) {
      checks.add(
          Check.same(
              node.name() + " gave EC2 back what it does not keep warm",
              idle.getOrDefault(node.name(), new Supply(0, 0, 0)),
              Supply.of(node, world.ec2())));
    }
  }

  /// Waits until no daemon asks EC2 for more, so that what is held then is the warm target.
  private void awaitSettled() throws InterruptedException {
    var deadline = System.nanoTime() + CALM_MAX.toNanos();
    var seen = world.ec2().callsByAction();
    var since = System.nanoTime();
    while (System.nanoTime() - since < SETTLED_AFTER.toNanos() && System.nanoTime() < deadline) {
      Thread.sleep(CALM_POLL);
      var now = world.ec2().callsByAction();
      if (!now.equals(seen) || world.ec2().nextDue().isPresent()) {
        seen = now;
        since = System.nanoTime();
      }
    }
  }

  private List<String> leftovers(Map<String, KernelState> clean) {
    var left = new ArrayList<String>();
    kernels()
        .forEach(
            (node, state) ->
                state
                    .since(clean.getOrDefault(node, state))
                    .forEach(line -> left.add(node + ": " + line)));
    return left;
  }

  private List<EniId> looseInterfaces() {
    return world.ec2().interfaces().stream()
        .filter(eni -> eni.status().equals("available"))
        .map(NetworkInterface::id)
        .toList();
  }

  private Map<String, KernelState> kernels() {
    return world.nodes().stream()
        .collect(Collectors.toMap(Node::name, node -> KernelState.of(node.namespace())));
  }

  private Map<String, Supply> supplies() {
    var supplies = new LinkedHashMap<String, Supply>();
    world.nodes().forEach(node -> supplies.put(node.name(), Supply.of(node, world.ec2())));
    return supplies;
  }

  private DemoReport.NodeFigures figures(Node node, Map<String, Supply> idle) {
    var full = Supply.of(node, world.ec2());
    return new DemoReport.NodeFigures(
        node.name(),
        node.instanceType(),
        full.prefixes() > 0 ? "prefixes" : "secondary IPs",
        node.kubelet().pods().size(),
        idle.getOrDefault(node.name(), full),
        full,
        onSecondaryInterfaces(node),
        new Percentiles(node.kubelet().addsTook()));
  }

  private int onSecondaryInterfaces(Node node) {
    return (int)
        node.kubelet().pods().stream()
            .map(pod -> Supply.deviceIndex(node, world.ec2(), pod.address()))
            .filter(device -> device.isPresent() && device.getAsInt() > 0)
            .count();
  }

  private Consumer<Pod> counting(int of) {
    var done = new AtomicInteger();
    return _ -> progress.advances(done.incrementAndGet(), of);
  }

  private static List<String> described(List<Reachability.Lost> lost) {
    return lost.stream()
        .limit(LOST_SHOWN)
        .map(one -> one.from().name() + " " + one.from().address() + " -> " + one.to())
        .toList();
  }
}
