package io.warmwell.simulator.swarm.bugs;

import io.warmwell.ipamd.agent.Effects;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.pool.Effect;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PooledInterface;
import io.warmwell.simulator.swarm.Parts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Mistakes about what an effect came to.
final class EndingBugs {
  private static final String STRANGE = "granted addresses belong to the node";

  private EndingBugs() {}

  static List<Bug> all() {
    return List.of(
        Bug.of(
            "failure-not-waited-for",
            "After a refusal the same is asked for again at once.",
            NoGrowthPause::new,
            "calls per minute are bounded"),
        Bug.of(
            "failed-release-forgotten",
            "Blocks whose release failed stay on their way back for ever.",
            FailedReleaseForgotten::new,
            "what is withdrawn goes back",
            "what the pool owns is EC2's view too"),
        Bug.of(
            "failed-release-undone",
            "Blocks whose release was not answered are leased again.",
            FailedReleaseUndone::new,
            STRANGE),
        Bug.of(
            "released-blocks-kept",
            "Blocks that EC2 took back stay in the pool.",
            ReleasedKept::new,
            STRANGE,
            "what the pool owns is EC2's view too"),
        Bug.of(
            "deleted-interface-kept",
            "An interface that is deleted stays in the pool with its addresses.",
            DeletedKept::new,
            "effects end",
            STRANGE),
        Bug.of(
            "device-by-position",
            "An interface's device is taken from its place in the list.",
            DeviceByPosition::new,
            "a pod's traffic is led by the interface that owns its address"));
  }

  /// Sees how effects end, and tells the agent something else.
  private static class Endings implements Parts {
    private final Map<Long, Effect> started = new HashMap<>();

    Ending told(Effect effect, Ending ending, Pool pool) {
      return ending;
    }

    @Override
    public Effects effects(Effects effects) {
      return (id, effect) -> {
        started.put(id, effect);
        effects.start(id, effect);
      };
    }

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        if (event instanceof Event.EffectEnded(long id, Ending ending)) {
          var effect = Optional.ofNullable(started.remove(id)).orElseThrow();
          agent.handle(new Event.EffectEnded(id, told(effect, ending, pool)), now);
        } else {
          agent.handle(event, now);
        }
      };
    }
  }

  private static final class NoGrowthPause extends Endings {
    @Override
    Ending told(Effect effect, Ending ending, Pool pool) {
      return ending instanceof Ending.Failed && effect instanceof Effect.AddBlocks
          ? new Ending.Routed()
          : ending;
    }
  }

  private static final class FailedReleaseForgotten extends Endings {
    @Override
    Ending told(Effect effect, Ending ending, Pool pool) {
      return ending instanceof Ending.Failed && effect instanceof Effect.ReleaseBlocks(var eni, _)
          ? new Ending.BlocksReleased(eni, List.of(), List.of())
          : ending;
    }
  }

  private static final class FailedReleaseUndone extends Endings {
    @Override
    Ending told(Effect effect, Ending ending, Pool pool) {
      return ending instanceof Ending.Failed
              && effect instanceof Effect.ReleaseBlocks(var eni, var blocks)
          ? new Ending.BlocksReleased(eni, List.of(), blocks)
          : ending;
    }
  }

  private static final class ReleasedKept extends Endings {
    @Override
    Ending told(Effect effect, Ending ending, Pool pool) {
      if (ending instanceof Ending.BlocksReleased(var eni, var gone, var kept)) {
        var all = new ArrayList<>(gone);
        all.addAll(kept);
        return new Ending.BlocksReleased(eni, List.of(), all);
      }
      return ending;
    }
  }

  private static final class DeletedKept extends Endings {
    @Override
    Ending told(Effect effect, Ending ending, Pool pool) {
      return ending instanceof Ending.InterfaceDeleted(var eni)
          ? new Ending.BlocksReleased(eni, List.of(), pool.blocks(eni))
          : ending;
    }
  }

  private static final class DeviceByPosition extends Endings {
    @Override
    Ending told(Effect effect, Ending ending, Pool pool) {
      if (ending instanceof Ending.InterfaceUp(var facts, var blocks)) {
        var position = pool.snapshot(Instant.MIN).interfaces().size();
        return new Ending.InterfaceUp(
            new PooledInterface(facts.eni(), position, facts.subnet()), blocks);
      }
      return ending;
    }
  }
}
