package io.warmwell.simulator.contest;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import io.warmwell.simulator.swarm.CalmWorld;
import io.warmwell.simulator.swarm.Ipam;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// The kubelets of a scenario's nodes: each pod asks until it has an address, runs, and goes.
///
/// The time that image pulls and containers take is left out, since it is everybody's. Not
/// thread-safe: used by whoever the world lets run.
public final class Kubelets {
  /// How long a pod waits after a failed sandbox, and up to which share longer, at random.
  ///
  /// Source: Kubernetes, pkg/kubelet, `backOffPeriod` and `workerBackOffJitterFactor`.
  public static final Duration BACK_OFF = Duration.ofSeconds(10);

  private static final double BACK_OFF_JITTER = 0.5;

  /// How often it looks whether the node's network is there, unless told otherwise.
  static final Duration NETWORK_LOOK = Duration.ofMillis(10);

  /// From the answer to the running pod, the same for everybody.
  private static final Duration WIRING = Duration.ofMillis(10);

  private final CalmWorld world;
  private final IntFunction<Ipam> ipams;
  private final Duration look;
  private final RandomGenerator random;
  private final List<Duration> waits = new ArrayList<>();
  private final Map<Integer, Set<Pod>> onNode = new HashMap<>();
  private Instant lastRunning;
  private int refused;
  private int inUse;
  private int pending;
  private int pods;

  private final class Pod {
    private final PodPlan plan;
    private final int number;
    private final Instant bound = world.now();
    private int attempt;
    private boolean hasAddress;
    private boolean isRunning;
    private boolean isGone;
    private Optional<AttachmentKey> asked = Optional.empty();

    private Pod(PodPlan plan, int number) {
      this.plan = plan;
      this.number = number;
    }

    private Attachment sandbox() {
      var name = "pod-" + number;
      return new Attachment(
          new AttachmentKey("net", name + "." + attempt, "eth0"),
          new PodName("default", name),
          "eni" + number);
    }
  }

  /// @param ipams the daemon of each node
  Kubelets(CalmWorld world, IntFunction<Ipam> ipams, RandomGenerator random) {
    this(world, ipams, NETWORK_LOOK, random);
  }

  /// @param ipams the daemon of each node
  /// @param look how often it looks whether the node's network is there; the real one takes a
  ///   second
  public Kubelets(CalmWorld world, IntFunction<Ipam> ipams, Duration look, RandomGenerator random) {
    this.world = world;
    this.ipams = ipams;
    this.look = look;
    this.random = random;
    this.lastRunning = world.now();
  }

  /// Binds a pod now.
  public void bind(PodPlan plan) {
    pods++;
    pending++;
    var pod = new Pod(plan, pods);
    onNode.computeIfAbsent(plan.node(), _ -> new LinkedHashSet<>()).add(pod);
    ask(pod);
  }

  /// Ends all pods of a node, those that wait too.
  public void drain(int node) {
    List.copyOf(onNode.getOrDefault(node, Set.of())).forEach(this::end);
  }

  /// From binding to running, of each pod that has come to run, in that order.
  public List<Duration> waits() {
    return List.copyOf(waits);
  }

  public Instant lastRunning() {
    return lastRunning;
  }

  /// ADDs that were refused.
  public int refused() {
    return refused;
  }

  /// Addresses that pods hold.
  public int inUse() {
    return inUse;
  }

  /// Pods that do not run yet.
  public int pending() {
    return pending;
  }

  private void ask(Pod pod) {
    if (pod.isGone) {
      return;
    }
    var ipam = ipams.apply(pod.plan.node());
    if (!ipam.serves()) {
      world.in(look, () -> ask(pod));
      return;
    }
    var sandbox = pod.sandbox();
    pod.asked = Optional.of(sandbox.key());
    ipam.add(sandbox, answer -> answered(pod, sandbox.key(), answer));
  }

  private void answered(Pod pod, AttachmentKey key, Optional<Ipv4Address> answer) {
    if (pod.isGone) {
      // Its DEL came while its ADD waited.
      ipams.apply(pod.plan.node()).delete(key);
    } else if (answer.isPresent()) {
      pod.hasAddress = true;
      inUse++;
      world.in(WIRING, () -> runs(pod));
    } else {
      refused++;
      release(pod);
      pod.attempt++;
      world.in(backOff(), () -> ask(pod));
    }
  }

  private Duration backOff() {
    var factor = 1 + BACK_OFF_JITTER * random.nextDouble();
    return Duration.ofMillis((long) (BACK_OFF.toMillis() * factor));
  }

  private void runs(Pod pod) {
    if (pod.isGone) {
      return;
    }
    pod.isRunning = true;
    pending--;
    lastRunning = world.now();
    waits.add(Duration.between(pod.bound, lastRunning));
    world.in(pod.plan.life(), () -> end(pod));
  }

  private void end(Pod pod) {
    if (pod.isGone) {
      return;
    }
    pod.isGone = true;
    pending -= pod.isRunning ? 0 : 1;
    inUse -= pod.hasAddress ? 1 : 0;
    onNode.getOrDefault(pod.plan.node(), Set.of()).remove(pod);
    release(pod);
  }

  private void release(Pod pod) {
    pod.asked.ifPresent(ipams.apply(pod.plan.node())::delete);
    pod.asked = Optional.empty();
  }
}
