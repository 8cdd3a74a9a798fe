package io.warmwell.simulator.fleet;

import io.warmwell.simulator.contest.Contestant;
import io.warmwell.simulator.contest.IncumbentModel;
import io.warmwell.simulator.contest.Kubelets;
import io.warmwell.simulator.contest.PodPlan;
import io.warmwell.simulator.fleet.FleetOutcome.Moment;
import io.warmwell.simulator.fleet.FleetScenario.NodePlan;
import io.warmwell.simulator.swarm.CalmWorld;
import io.warmwell.simulator.swarm.Ipam;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// One run of one scenario.
///
/// Not thread-safe; several may run at the same time on threads of their own.
public final class Fleet {
  /// How often a kubelet looks whether its network is there.
  ///
  /// Source: Kubernetes, pkg/kubelet, the sync loop's ticker.
  private static final Duration KUBELET_LOOK = Duration.ofSeconds(1);

  /// Instances that are asked for together do not start together.
  private static final Duration START_JITTER = Duration.ofSeconds(5);

  /// How long things are watched after the last pod runs.
  private static final Duration AFTERMATH = Duration.ofMinutes(2);

  private static final Duration STEP = Duration.ofSeconds(5);

  private final FleetScenario scenario;
  private final Contestant.Kind kind;
  private final CalmWorld world;
  private final Random random;
  private final Kubelets kubelets;
  private final List<Ipam> ipams;
  private final List<Moment> moments = new ArrayList<>();

  private Fleet(FleetScenario scenario, Contestant.Kind kind, CalmWorld world, Random random) {
    this.scenario = scenario;
    this.kind = kind;
    this.world = world;
    this.random = random;
    this.ipams = new ArrayList<>(scenario.nodes().size());
    this.kubelets = new Kubelets(world, ipams::get, KUBELET_LOOK, random);
  }

  /// Runs it.
  ///
  /// @param kind whose daemon runs on the nodes
  /// @throws IllegalStateException if the production agent broke a promise
  /// @throws IllegalArgumentException for EC2 alone, of which [FleetBound] tells
  public static FleetOutcome run(FleetScenario scenario, Contestant.Kind kind, long seed) {
    var nodes = Collections.nCopies(scenario.nodes().size(), scenario.node());
    try (var world = new CalmWorld(seed, scenario.region(), nodes)) {
      return new Fleet(scenario, kind, world, new Random(seed)).run();
    }
  }

  private FleetOutcome run() {
    var throttling = scenario.region().tokensPerSecond();
    world.refill(0);
    scenario.weather().forEach((at, tokens) -> world.in(at, () -> world.refill(tokens)));
    for (var index = 0; index < scenario.nodes().size(); index++) {
      ipams.add(ipam(index));
      plan(index, scenario.nodes().get(index));
    }
    world.runFor(scenario.begin());
    world.refill(throttling);
    var before =
        new Before(world.now(), kubelets.waits().size(), kubelets.refused(), world.calls());
    while (!isOver()) {
      world.runFor(STEP);
      look(before);
    }
    return outcome(before);
  }

  /// What was there at the beginning.
  private record Before(Instant begin, int ran, int refused, Map<String, Long> calls) {}

  private Ipam ipam(int index) {
    return switch (kind) {
      case WARMWELL -> world.production(index);
      case INCUMBENT -> IncumbentModel.of(world, world.site(index), scenario.node(), random);
      case EC2_ALONE -> throw new IllegalArgumentException("EC2 alone is a formula");
    };
  }

  private void plan(int index, NodePlan node) {
    var jitter = Duration.ofMillis(random.nextLong(START_JITTER.toMillis()));
    world.in(node.joins().plus(jitter), ipams.get(index)::start);
    for (var pod = 0; pod < node.pods(); pod++) {
      world.in(
          node.podsBound(), () -> kubelets.bind(new PodPlan(index, Duration.ZERO, node.lives())));
    }
    if (node.drained().compareTo(scenario.end()) < 0) {
      world.in(node.drained(), () -> kubelets.drain(index));
      world.in(node.drained().plus(NodePlan.GRACE), ipams.get(index)::stop);
    }
  }

  private boolean isOver() {
    var now = Duration.between(CalmWorld.START, world.now());
    var quiet = Duration.between(kubelets.lastRunning(), world.now());
    var isDone =
        now.compareTo(scenario.lastChange()) > 0
            && kubelets.pending() == 0
            && quiet.compareTo(AFTERMATH) > 0;
    return isDone || now.compareTo(scenario.end()) >= 0;
  }

  private void look(Before before) {
    moments.add(
        new Moment(
            Duration.between(before.begin(), world.now()),
            kubelets.pending(),
            world.addressesHeld() - kubelets.inUse(),
            world.throttled().values().stream().mapToLong(Long::longValue).sum()));
  }

  private FleetOutcome outcome(Before before) {
    var calls = new TreeMap<>(world.calls());
    before.calls().forEach((action, count) -> calls.merge(action, -count, Long::sum));
    calls.values().removeIf(count -> count == 0);
    var waits = kubelets.waits();
    return new FleetOutcome(
        waits.subList(before.ran(), waits.size()),
        Duration.between(before.begin(), kubelets.lastRunning()),
        kubelets.pending(),
        kubelets.refused() - before.refused(),
        calls,
        world.throttled(),
        moments);
  }
}
