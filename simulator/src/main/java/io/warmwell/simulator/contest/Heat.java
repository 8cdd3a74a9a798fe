package io.warmwell.simulator.contest;

import io.warmwell.simulator.swarm.CalmWorld;
import io.warmwell.simulator.swarm.Ipam;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// One contestant's run of one scenario.
///
/// Not thread-safe; several may run at the same time on threads of their own.
final class Heat {
  private static final double MILLIS_PER_HOUR = 3_600_000;
  private static final int SAMPLES = 10_000;

  private final Scenario scenario;
  private final Contestant contestant;
  private final CalmWorld world;
  private final Random random;
  private final Duration samplePeriod;
  private final List<Integer> samples = new ArrayList<>();

  private Heat(Scenario scenario, Contestant contestant, CalmWorld world, Random random) {
    this.scenario = scenario;
    this.contestant = contestant;
    this.world = world;
    this.random = random;
    this.samplePeriod = scenario.length().dividedBy(SAMPLES);
  }

  /// Runs it.
  ///
  /// @param latency mean time of an EC2 call
  /// @throws IllegalStateException if the production agent broke a promise
  static Outcome run(Scenario scenario, Contestant contestant, long seed, Duration latency) {
    var nodes = scenario.nodesWith(contestant.targets());
    try (var world = new CalmWorld(seed, CalmWorld.Region.calm(latency), nodes)) {
      return new Heat(scenario, contestant, world, new Random(seed)).run();
    }
  }

  private Outcome run() {
    var ipams = new ArrayList<Ipam>();
    for (var node = 0; node < scenario.nodes().size(); node++) {
      ipams.add(ipam(node));
    }
    // The bound is that of growth: it starts with the pods.
    var early = contestant.kind() != Contestant.Kind.EC2_ALONE;
    if (early) {
      ipams.forEach(Ipam::start);
    }
    world.runFor(scenario.warmUp());
    var begin = world.now();
    var before = world.calls();
    if (!early) {
      ipams.forEach(Ipam::start);
    }
    var kubelets = new Kubelets(world, ipams::get, random);
    scenario.pods().forEach(pod -> world.in(pod.at(), () -> kubelets.bind(pod)));
    sample(kubelets);
    world.runFor(scenario.length());
    return outcome(kubelets, begin, before);
  }

  private Ipam ipam(int node) {
    var options = scenario.nodes().get(node);
    var limits = options.type().limits();
    return switch (contestant.kind()) {
      case WARMWELL -> world.production(node);
      case INCUMBENT -> IncumbentModel.of(world, world.site(node), world.node(node), random);
      case EC2_ALONE ->
          new AllKnowing(
              world,
              world.site(node),
              new AllKnowing.Needed(scenario.podsOf(node), options.prefixes(), limits));
    };
  }

  private void sample(Kubelets kubelets) {
    samples.add(world.addressesHeld() - kubelets.inUse());
    world.in(samplePeriod, () -> sample(kubelets));
  }

  private Outcome outcome(Kubelets kubelets, Instant begin, Map<String, Long> before) {
    var calls = new TreeMap<>(world.calls());
    before.forEach((action, count) -> calls.merge(action, -count, Long::sum));
    calls.values().removeIf(count -> count == 0);
    var mean = samples.stream().mapToInt(Integer::intValue).average().orElse(0);
    var max = samples.stream().mapToInt(Integer::intValue).max().orElse(0);
    return new Outcome(
        kubelets.waits(),
        Duration.between(begin, kubelets.lastRunning()),
        kubelets.pending(),
        kubelets.refused(),
        calls,
        new Outcome.Idle(mean, max, mean * scenario.length().toMillis() / MILLIS_PER_HOUR));
  }
}
