package io.warmwell.simulator.swarm.bugs;

import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Situation;
import io.warmwell.simulator.swarm.Parts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Mistakes of planning.
final class PlannerBugs {
  private static final String LIMITS = "the instance's limits are kept";
  private static final String MAX_PODS = "growth stops at max-pods";
  private static final String SUPPLY = "what pods wait for is on its way";
  private static final String SURPLUS = "surplus is given back";
  private static final String IDLE = "idle interfaces are given back";
  private static final String TARGETS = "targets are met";
  private static final String SERVED = "every ADD is served in the end";

  private PlannerBugs() {}

  static List<Bug> all() {
    return List.of(
        Bug.of(
            "in-flight-forgotten",
            "What is on its way is asked for again at every event.",
            seeing(PlannerBugs::withoutInFlight),
            LIMITS,
            MAX_PODS),
        Bug.of(
            "in-flight-subtracted-twice",
            "What is on its way counts double, so that too little is asked for.",
            seeing(PlannerBugs::withInFlightTwice),
            SUPPLY),
        Bug.of(
            "limits-ignored",
            "The instance's limits are those of a larger one.",
            seeing(PlannerBugs::withWiderLimits),
            LIMITS),
        Bug.of(
            "one-slot-too-many",
            "The primary address is not counted among those of an interface.",
            seeing(PlannerBugs::withOneSlotMore),
            LIMITS),
        Bug.of(
            "max-pods-ignored",
            "Growth knows no cap.",
            seeing(PlannerBugs::withoutMaxPods),
            MAX_PODS),
        Bug.of(
            "grows-what-goes",
            "Blocks are added to an interface that is being deleted.",
            seeing(PlannerBugs::withoutDeletions),
            "nothing is added to an interface that goes",
            LIMITS),
        Bug.of(
            "surplus-kept",
            "Nothing is ever given back.",
            planning(plan -> new Plan(plan.growth(), List.of())),
            SURPLUS,
            IDLE),
        Bug.of(
            "claims-forgotten",
            "Pods that wait are not demand; only the targets are.",
            seeing(PlannerBugs::withoutClaims),
            SUPPLY,
            SERVED),
        Bug.of(
            "no-single-addresses",
            "A subnet that refuses a /28 is not asked for single addresses.",
            NoFallback::new,
            SERVED,
            TARGETS),
        Bug.of(
            "primary-given-back",
            "An idle primary interface is deleted as others are.",
            PrimaryGivenBack::new,
            "effects end"));
  }

  private static Supplier<Parts> seeing(UnaryOperator<Situation> mistake) {
    return () ->
        new Parts() {
          @Override
          public Planner planner(Planner planner) {
            return new Planning(planner) {
              @Override
              public Plan plan(Situation situation) {
                return super.plan(mistake.apply(situation));
              }
            };
          }
        };
  }

  private static Supplier<Parts> planning(UnaryOperator<Plan> mistake) {
    return () ->
        new Parts() {
          @Override
          public Planner planner(Planner planner) {
            return new Planning(planner) {
              @Override
              public Plan plan(Situation situation) {
                return mistake.apply(super.plan(situation));
              }
            };
          }
        };
  }

  private static Situation withoutInFlight(Situation situation) {
    return with(situation, situation.capacity(), situation.claims(), List.of());
  }

  private static Situation withInFlightTwice(Situation situation) {
    var twice = new ArrayList<>(situation.inFlight());
    twice.addAll(situation.inFlight());
    return with(situation, situation.capacity(), situation.claims(), twice);
  }

  private static Situation withWiderLimits(Situation situation) {
    var limits = situation.capacity().limits();
    return limited(
        situation,
        new InterfaceLimits(limits.interfaces() + 1, limits.addressesPerInterface()),
        situation.capacity().addressesMax());
  }

  private static Situation withOneSlotMore(Situation situation) {
    var limits = situation.capacity().limits();
    return limited(
        situation,
        new InterfaceLimits(limits.interfaces(), limits.addressesPerInterface() + 1),
        situation.capacity().addressesMax());
  }

  private static Situation withoutMaxPods(Situation situation) {
    return limited(situation, situation.capacity().limits(), Integer.MAX_VALUE / 2);
  }

  private static Situation withoutDeletions(Situation situation) {
    var others =
        situation.inFlight().stream()
            .filter(effect -> !(effect instanceof Effect.DeleteInterface))
            .toList();
    return with(situation, situation.capacity(), situation.claims(), others);
  }

  private static Situation withoutClaims(Situation situation) {
    return with(situation, situation.capacity(), 0, situation.inFlight());
  }

  private static Situation limited(Situation situation, InterfaceLimits limits, int podsMax) {
    var capacity = new Capacity(limits, situation.capacity().foreignInterfaces(), podsMax);
    return with(situation, capacity, situation.claims(), situation.inFlight());
  }

  private static Situation with(
      Situation situation, Capacity capacity, int claims, List<Effect> inFlight) {
    return new Situation(
        situation.pool(),
        situation.targets(),
        capacity,
        claims,
        inFlight,
        situation.scheduled(),
        situation.subnets());
  }

  private static final class NoFallback implements Parts {
    @Override
    public Planner planner(Planner planner) {
      return new Planning(planner) {
        @Override
        public Plan plan(Situation situation) {
          var plan = super.plan(situation);
          return planner.kind() == BlockKind.PREFIX
              ? new Plan(
                  plan.growth().stream().filter(NoFallback::isOfPrefixes).toList(), plan.release())
              : plan;
        }
      };
    }

    private static boolean isOfPrefixes(Effect effect) {
      return switch (effect) {
        case Effect.AddBlocks(_, BlockKind kind, _) -> kind == BlockKind.PREFIX;
        case Effect.CreateInterface(_, BlockKind kind, _) -> kind == BlockKind.PREFIX;
        case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> false;
      };
    }
  }

  private static final class PrimaryGivenBack implements Parts {
    @Override
    public Planner planner(Planner planner) {
      return new Planning(planner) {
        @Override
        public Plan plan(Situation situation) {
          var plan = super.plan(situation);
          var release = new ArrayList<>(plan.release());
          if (!release.isEmpty()) {
            situation.pool().interfaces().stream()
                .filter(view -> view.facts().isPrimary() && view.isIdle())
                .filter(view -> !situation.isBusy(view.facts().eni()))
                .forEach(view -> release.add(deletion(view)));
          }
          return new Plan(plan.growth(), release);
        }
      };
    }

    private static Effect deletion(InterfaceView view) {
      return new Effect.DeleteInterface(view.facts().eni(), view.prefixes());
    }
  }

  /// Passes every situation on.
  private static class Planning implements Planner {
    private final Planner planner;

    Planning(Planner planner) {
      this.planner = planner;
    }

    @Override
    public Plan plan(Situation situation) {
      return planner.plan(situation);
    }

    @Override
    public BlockKind kind() {
      return planner.kind();
    }
  }
}
