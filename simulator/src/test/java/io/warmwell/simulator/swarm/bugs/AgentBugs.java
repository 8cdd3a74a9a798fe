package io.warmwell.simulator.swarm.bugs;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Effects;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.BlockView;
import io.warmwell.pool.Pool;
import io.warmwell.simulator.swarm.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Mistakes of the agent: with ADDs and DELs, and with what effects came to.
final class AgentBugs {
  private static final String TAKEN = "no address taken from a live pod";
  private static final String STRANGE = "granted addresses belong to the node";
  private static final String TWICE = "no address on two pods";
  private static final String SERVED = "every ADD is served in the end";
  private static final String TARGETS = "targets are met";
  private static final String DEADLINE = "every ADD is answered by its deadline";
  private static final String SUPPLY = "what pods wait for is on its way";
  private static final String POD_KNOWN = "the pool knows every pod";

  private AgentBugs() {}

  static List<Bug> all() {
    return Stream.concat(ofAdds().stream(), ofOthers().stream()).toList();
  }

  private static List<Bug> ofAdds() {
    return List.of(
        Bug.of(
            "withdrawn-slot-leased",
            "An address on its way back to EC2 is leased when there is no other.",
            WithdrawnLeased::new,
            STRANGE,
            TAKEN),
        Bug.of(
            "rests-forgotten-when-giving-back",
            "What gives back looks at the clock as it will be after the cool-down.",
            GivesBackTooEarly::new,
            "addresses rest before they go back",
            "no address granted while cooling"),
        Bug.of(
            "newest-first",
            "ADDs that wait are served from the back.",
            NewestFirst::new,
            "ADDs are served in their order"),
        Bug.of(
            "waits-for-ever",
            "An ADD that finds nothing free waits without a deadline.",
            WaitsForEver::new,
            DEADLINE),
        Bug.of(
            "answered-twice",
            "An ADD that waits is queued again when its runtime asks again.",
            AskedTwice::new,
            "every ADD is answered once"));
  }

  private static List<Bug> ofOthers() {
    return List.of(
        Bug.of(
            "del-forgotten",
            "A DEL while EC2 is being asked is answered and forgotten.",
            DelForgotten::new,
            "the pool holds nothing for pods that are gone"),
        Bug.of(
            "del-by-address",
            "A second DEL frees the address that the first one freed, whoever has it now.",
            DelByAddress::new,
            POD_KNOWN,
            TWICE,
            "journal or kernel remember every lease"),
        Bug.of(
            "failure-swallowed",
            "An effect that failed is logged and not reported.",
            FailureSwallowed::new,
            SUPPLY,
            TARGETS,
            SERVED),
        Bug.of(
            "stale-list-believed",
            "Addresses that a list from before the last change lacks are taken from their pods.",
            StaleListBelieved::new,
            POD_KNOWN,
            TWICE,
            "journal or kernel remember every lease",
            "what EC2 gave is in the pool"),
        Bug.of(
            "no-waiting",
            "An ADD that finds nothing free is refused though addresses are on their way.",
            Impatient::new,
            "an ADD waits for what is on its way"));
  }

  private static final class WithdrawnLeased implements Parts {
    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        if (event instanceof Event.AddressAsked && pool.snapshot(now).free() == 0) {
          for (var view : pool.snapshot(now).interfaces()) {
            pool.reinstate(view.facts().eni(), view.prefixes());
          }
        }
        agent.handle(event, now);
      };
    }
  }

  private static final class GivesBackTooEarly implements Parts {
    private Duration rest = Duration.ZERO;

    @Override
    public Pool pool(Duration coolDown) {
      rest = coolDown;
      return new Pool(coolDown);
    }

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) ->
          agent.handle(event, event instanceof Event.Woken ? now.plus(rest) : now);
    }
  }

  private static final class NewestFirst implements Parts {
    private final ArrayDeque<Event> held = new ArrayDeque<>();

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        if (event instanceof Event.AddressAsked && pool.snapshot(now).free() == 0) {
          held.push(event);
          return;
        }
        agent.handle(event, now);
        while (!held.isEmpty()) {
          agent.handle(held.pop(), now);
        }
      };
    }
  }

  private static final class WaitsForEver implements Parts {
    private final ArrayDeque<Event> held = new ArrayDeque<>();

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        if (event instanceof Event.AddressAsked) {
          held.add(event);
        } else {
          agent.handle(event, now);
        }
        while (!held.isEmpty() && pool.snapshot(now).free() > 0) {
          agent.handle(held.remove(), now);
        }
      };
    }
  }

  private static final class AskedTwice implements Parts {
    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        var waits = event instanceof Event.AddressAsked && pool.snapshot(now).free() == 0;
        agent.handle(event, now);
        if (waits) {
          agent.handle(event, now);
        }
      };
    }
  }

  private static final class DelForgotten implements Parts {
    private int underWay;

    @Override
    public Effects effects(Effects effects) {
      return (id, effect) -> {
        underWay++;
        effects.start(id, effect);
      };
    }

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        if (event instanceof Event.EffectEnded) {
          underWay--;
        }
        if (event instanceof Event.ReleaseAsked(_, Runnable done) && underWay > 0) {
          done.run();
        } else {
          agent.handle(event, now);
        }
      };
    }
  }

  private static final class DelByAddress implements Parts {
    private final Map<AttachmentKey, Ipv4Address> freed = new HashMap<>();

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        if (event instanceof Event.ReleaseAsked(AttachmentKey key, Runnable done)) {
          var held = pool.lease(key);
          if (held.isEmpty()) {
            freeAgain(pool, key, now);
          }
          agent.handle(new Event.ReleaseAsked(key, done), now);
          held.ifPresent(lease -> freed.put(key, lease.address()));
        } else {
          agent.handle(event, now);
        }
      };
    }

    private void freeAgain(Pool pool, AttachmentKey key, Instant now) {
      var address = Optional.ofNullable(freed.get(key));
      pool.leases().stream()
          .filter(lease -> address.filter(lease.address()::equals).isPresent())
          .toList()
          .forEach(lease -> pool.release(lease.attachment().key(), now));
    }
  }

  private static final class FailureSwallowed implements Parts {
    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        if (!(event instanceof Event.EffectEnded(_, Ending.Failed _))) {
          agent.handle(event, now);
        }
      };
    }
  }

  private static final class StaleListBelieved implements Parts {
    private final ArrayDeque<List<BlockView>> lists = new ArrayDeque<>();

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        agent.handle(event, now);
        if (event instanceof Event.EffectEnded) {
          lists.add(pool.snapshot(now).blocks().toList());
          if (lists.size() > 2) {
            believe(lists.remove(), pool, now);
          }
        }
      };
    }

    private static void believe(List<BlockView> listed, Pool pool, Instant now) {
      pool.leases().stream()
          .filter(
              lease -> listed.stream().noneMatch(block -> block.prefix().contains(lease.address())))
          .forEach(lease -> pool.release(lease.attachment().key(), now));
    }
  }

  private static final class Impatient implements Parts {
    private static final Duration ADD_WAIT = Duration.ofSeconds(20);

    @Override
    public Agent agent(Pool pool, Agent agent) {
      return (event, now) -> {
        var asked = event instanceof Event.AddressAsked;
        agent.handle(event, asked ? now.minus(ADD_WAIT) : now);
        if (asked) {
          agent.handle(new Event.Woken(), now);
        }
      };
    }
  }
}
