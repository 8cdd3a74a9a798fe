package io.warmwell.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.Assignment;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Planner;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.Situation;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// A pool under both planners, in a world that does at once what a plan says: pods come and go, the
/// mode, the targets and max-pods change, the subnet runs out of /28s and recovers. A failing
/// history is named by its seed: `-Dseed=N` runs it alone.
class PlannerPropertyTest {
  private static final int SEEDS = 150;
  private static final int STEPS = 40;
  private static final int PLANS_MAX = 40;
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);
  private static final SubnetId SUBNET = new SubnetId("subnet-1");

  @TestFactory
  List<DynamicTest> plansStayWithinTheLimitsTakeNothingInUseAndComeToRest() {
    var only = Long.getLong("seed");
    var seeds = only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
    return seeds
        .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> new History(seed).run()))
        .toList();
  }

  private static final class History {
    private final RandomGenerator random;
    private final InterfaceLimits limits;
    private final Pool pool = new Pool(COOL_DOWN);
    private final List<Attachment> pods = new ArrayList<>();
    private final List<Attachment> waiting = new ArrayList<>();
    private Planner planner = new AddressPlanner();
    private WarmTargets targets = new WarmTargets(1, 0, 0, 1);
    private int maxPods = 110;
    private Set<SubnetId> withoutPrefixes = Set.of();
    private Instant now = Instant.EPOCH;
    private int podsEver;
    private int blocksEver;

    History(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      limits = new InterfaceLimits(1 + random.nextInt(4), 2 + random.nextInt(9));
      pool.addInterface(new PooledInterface(eni(0), 0, SUBNET), List.of());
    }

    void run() {
      for (var step = 0; step < STEPS; step++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> podsArrive(1 + random.nextInt(8));
          case 2, 3 -> podsLeave(1 + random.nextInt(8));
          case 4 -> settingsChange();
          case 5 -> withoutPrefixes = random.nextBoolean() ? Set.of(SUBNET) : Set.of();
        }
        comesToRest();
      }
    }

    private void podsArrive(int count) {
      for (var pod = 0; pod < count; pod++) {
        var name = "pod-" + podsEver++;
        waiting.add(
            new Attachment(
                new AttachmentKey("net", name, "eth0"), new PodName("default", name), name));
      }
      waiting.removeIf(this::isServed);
    }

    private boolean isServed(Attachment attachment) {
      var served = pool.assign(attachment, now) instanceof Assignment.Granted;
      if (served) {
        pods.add(attachment);
      }
      return served;
    }

    private void podsLeave(int count) {
      for (var pod = 0; pod < count && !pods.isEmpty(); pod++) {
        pool.release(pods.remove(random.nextInt(pods.size())).key(), now);
      }
    }

    private void settingsChange() {
      planner = random.nextBoolean() ? new AddressPlanner() : new PrefixPlanner();
      pool.prefer(planner.kind());
      maxPods = 5 + random.nextInt(106);
      var exact = random.nextBoolean();
      targets =
          new WarmTargets(
              random.nextInt(3),
              exact ? random.nextInt(20) : 0,
              exact ? random.nextInt(40) : 0,
              random.nextInt(4));
    }

    /// Does what is planned until nothing is left to do.
    private void comesToRest() {
      for (var plans = 0; plans < PLANS_MAX; plans++) {
        var situation = situation();
        var plan = planner.plan(situation);
        if (plan.equals(Plan.NOTHING)) {
          everybodyIsServed(situation);
          targetsAreMet(situation);
          return;
        }
        isModest(situation, plan);
        plan.growth().forEach(this::grow);
        plan.release().forEach(this::release);
        now = now.plus(COOL_DOWN);
        waiting.removeIf(this::isServed);
      }
      throw new AssertionError("no rest after " + PLANS_MAX + " plans: " + situation());
    }

    private Situation situation() {
      return new Situation(
          pool.snapshot(now),
          targets,
          new Capacity(limits, 0, maxPods),
          waiting.size(),
          List.of(),
          0,
          withoutPrefixes);
    }

    private void isModest(Situation situation, Plan plan) {
      var then = situation.after(plan.growth());
      assertThat(plan.growth().isEmpty() || plan.release().isEmpty()).isTrue();
      assertThat(planner.plan(then).growth())
          .as("asked for again after %s in %s", plan, situation)
          .isEmpty();
      assertThat(plan.growth().isEmpty() || then.headroom() > -BlockKind.PREFIX.size())
          .as("max-pods %s, total then %s", maxPods, then.total())
          .isTrue();
    }

    private void grow(Effect effect) {
      if (effect instanceof Effect.AddBlocks(EniId eni, BlockKind kind, int count)) {
        pool.addBlocks(eni, blocks(kind, count));
      } else if (effect instanceof Effect.CreateInterface(_, BlockKind kind, int count)) {
        var device = 1;
        while (pool.knows(eni(device))) {
          device++;
        }
        pool.addInterface(new PooledInterface(eni(device), device, SUBNET), blocks(kind, count));
      }
      var views = pool.snapshot(now).interfaces();
      assertThat(views).hasSizeLessThanOrEqualTo(limits.interfaces());
      assertThat(views)
          .allMatch(view -> view.blocks().size() <= limits.blocksPerInterface(), "has room");
    }

    private List<Ipv4Prefix> blocks(BlockKind kind, int count) {
      assertThat(kind == BlockKind.ADDRESS || withoutPrefixes.isEmpty()).isTrue();
      var blocks = new ArrayList<Ipv4Prefix>();
      for (var block = 0; block < count; block++) {
        var base = Ipv4Address.parse("10.0.0.0").plus(16L * blocksEver++);
        blocks.add(kind == BlockKind.PREFIX ? new Ipv4Prefix(base, 28) : base.toPrefix());
      }
      return blocks;
    }

    private void release(Effect effect) {
      if (effect instanceof Effect.ReleaseBlocks(EniId eni, List<Ipv4Prefix> blocks)) {
        assertThat(pool.withdraw(eni, blocks, now)).isTrue();
        pool.removeBlocks(eni, blocks);
      } else if (effect instanceof Effect.DeleteInterface(EniId eni, List<Ipv4Prefix> blocks)) {
        assertThat(eni).isNotEqualTo(eni(0));
        assertThat(blocks).isEqualTo(pool.blocks(eni));
        assertThat(pool.withdraw(eni, blocks, now)).isTrue();
        pool.removeInterface(eni);
      }
    }

    private void everybodyIsServed(Situation situation) {
      assertThat(waiting.isEmpty() || isFull(situation)).as("%s", situation).isTrue();
    }

    private void targetsAreMet(Situation situation) {
      var missing =
          targets.countAddresses()
              ? targets.shortfall(situation.total(), situation.spare())
              : warm() - situation.spare();
      assertThat(missing <= 0 || isFull(situation)).as("%s", situation).isTrue();
    }

    private int warm() {
      return planner.kind() == BlockKind.ADDRESS
          ? targets.warmInterfaces() * limits.blocksPerInterface()
          : targets.warmPrefixes() * (withoutPrefixes.isEmpty() ? BlockKind.PREFIX.size() : 1);
    }

    private boolean isFull(Situation situation) {
      var slots = limits.interfaces() * limits.blocksPerInterface();
      return situation.headroom() <= 0 || situation.pool().blocks().count() >= slots;
    }
  }

  private static EniId eni(int device) {
    return new EniId("eni-" + device);
  }
}
