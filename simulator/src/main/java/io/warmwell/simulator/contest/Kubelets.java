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
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The kubelets of a scenario's nodes: each pod asks until it has an address, runs, and goes.
///
/// The time that image pulls and containers take is left out, since it is everybody's. Not
/// thread-safe: used by whoever the world lets run.
final class Kubelets {
  /// How long a pod waits after a failed sandbox, and up to which share longer, at random.
  ///
  /// Source: Kubernetes, pkg/kubelet, `backOffPeriod` and `workerBackOffJitterFactor`.
  static final Duration BACK_OFF = Duration.ofSeconds(10);

  private static final double BACK_OFF_JITTER = 0.5;

  /// How often it looks whether the node's network is there; the real one takes a second.
  private static final Duration NETWORK_LOOK = Duration.ofMillis(10);

  /// From the answer to the running pod, the same for everybody.
  private static final Duration WIRING = Duration.ofMillis(10);

  private final CalmWorld world;
  private final List<Ipam> ipams;
  private final RandomGenerator random;
  private final List<Duration> waits = new ArrayList<>();
  private Instant lastRunning;
  private int refused;
  private int inUse;
  private int pods;

  private final class Pod {
    private final PodPlan plan;
    private final int number;
    private final Instant bound = world.now();
    private int attempt;

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

  Kubelets(CalmWorld world, List<Ipam> ipams, RandomGenerator random) {
    this.world = world;
    this.ipams = List.copyOf(ipams);
    this.random = random;
    this.lastRunning = world.now();
  }

  /// Binds a pod now.
  void bind(PodPlan plan) {
    pods++;
    ask(new Pod(plan, pods));
  }

  /// From binding to running, of each pod that has come to run, in that order.
  List<Duration> waits() {
    return List.copyOf(waits);
  }

  Instant lastRunning() {
    return lastRunning;
  }

  /// ADDs that were refused.
  int refused() {
    return refused;
  }

  /// Addresses that pods hold.
  int inUse() {
    return inUse;
  }

  /// Pods that have no address yet.
  int pending() {
    return pods - waits.size();
  }

  private void ask(Pod pod) {
    var ipam = ipams.get(pod.plan.node());
    if (!ipam.serves()) {
      world.in(NETWORK_LOOK, () -> ask(pod));
      return;
    }
    var sandbox = pod.sandbox();
    ipam.add(sandbox, answer -> answered(pod, sandbox.key(), answer));
  }

  private void answered(Pod pod, AttachmentKey key, Optional<Ipv4Address> answer) {
    if (answer.isPresent()) {
      inUse++;
      world.in(WIRING, () -> runs(pod, key));
    } else {
      refused++;
      ipams.get(pod.plan.node()).delete(key);
      pod.attempt++;
      world.in(backOff(), () -> ask(pod));
    }
  }

  private Duration backOff() {
    var factor = 1 + BACK_OFF_JITTER * random.nextDouble();
    return Duration.ofMillis((long) (BACK_OFF.toMillis() * factor));
  }

  private void runs(Pod pod, AttachmentKey key) {
    lastRunning = world.now();
    waits.add(Duration.between(pod.bound, lastRunning));
    world.in(
        pod.plan.life(),
        () -> {
          inUse--;
          ipams.get(pod.plan.node()).delete(key);
        });
  }
}
