package io.warmwell.ipamd.agent;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares what EC2 lists with the pool. What EC2 has and the pool does not is taken in. What the
/// pool has and EC2 does not is doubted, so that nobody new gets it, and after a second look, or
/// with the kernel's word for it, forgotten; if pods hold addresses there, it is asked for again.
/// No lease ends by it.
///
/// A describe may show the past: what the daemon itself changed a short while ago is not judged.
///
/// Owned by the agent thread.
final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

  private final Pool pool;
  private final RecentWrites released = new RecentWrites();
  private final RecentWrites given = new RecentWrites();

  /// Interfaces that were attached or detached by us, and when.
  private final Map<EniId, Instant> moved = new HashMap<>();

  private final Map<Object, Instant> missingSince = new HashMap<>();
  private final Homeless homeless;
  private final Set<EniId> lostLinks = new HashSet<>();
  private Optional<Foreign> foreign = Optional.empty();

  /// Attached interfaces that are not ours, trunks included.
  private record Foreign(int interfaces, int trunks) {}

  /// A block of an interface.
  record Part(EniId eni, Ipv4Prefix block) {}

  Upkeep(Pool pool) {
    this.pool = pool;
    this.homeless = new Homeless(pool);
  }

  /// What a survey is judged with.
  ///
  /// @param began when EC2 was asked
  /// @param inFlight effects that have not reported back
  /// @param room how many more blocks an interface takes
  record Moment(
      Instant began, Instant now, List<Effect> inFlight, ToIntFunction<InterfaceView> room) {}

  /// @param cures what is to be done now
  /// @param outlook when to look again
  record Judgement(List<Effect> cures, SurveyClock.Outlook outlook) {}

  /// An effect is over, however it ended.
  void ended(Effect effect, Instant now) {
    if (moves(effect)) {
      effect.on().ifPresent(eni -> moved.put(eni, now));
    }
  }

  /// EC2 took blocks back; a describe may go on showing them for a while.
  void released(Collection<Ipv4Prefix> blocks, Instant now) {
    released.add(blocks, now);
    given.remove(blocks);
  }

  /// EC2 gave blocks; a describe may not show them for a while.
  void given(Collection<Ipv4Prefix> blocks, Instant now) {
    given.add(blocks, now);
    released.remove(blocks);
  }

  /// EC2 would not give these blocks again.
  void refused(Collection<Ipv4Prefix> blocks, Instant now) {
    homeless.refused(blocks, now);
  }

  /// The kernel has lost the link of an interface, or has it again: then it is still to be routed.
  /// That the daemon attached it a moment ago is no excuse then.
  void link(EniId eni, boolean isThere) {
    if (!isThere && pool.knows(eni)) {
      log.error("the link of an interface is gone; asking EC2 what became of it eni={}", eni);
      lostLinks.add(eni);
      moved.remove(eni);
      pool.lose(eni);
    }
  }

  /// What an interface that was attached again really has: what it was described with may be older
  /// than a release.
  List<Ipv4Prefix> believed(Effect effect, List<Ipv4Prefix> blocks, Instant now) {
    return effect instanceof Effect.AttachAgain ? released.without(blocks, now) : blocks;
  }

  /// The interface is attached and routed.
  ///
  /// @param blocks what it was described with; what it had besides may be gone since it was lost
  /// @return whether EC2 should be asked soon, since something is in doubt or there may be room now
  ///   for addresses that pods have lost
  boolean up(EniId eni, Collection<Ipv4Prefix> blocks, Instant now) {
    moved.put(eni, now);
    given(blocks, now);
    lostLinks.remove(eni);
    missingSince.remove(eni);
    pool.find(eni);
    var doubtful = given.without(pool.blocks(eni), now);
    pool.doubt(eni, doubtful);
    return !doubtful.isEmpty() || !pool.snapshot(now).strays().isEmpty();
  }

  /// A capacity beside the attached interfaces that are not ours, if a survey has told.
  Capacity seen(Capacity configured) {
    return foreign
        .map(taken -> configured.beside(taken.interfaces(), taken.trunks()))
        .orElse(configured);
  }

  /// Takes a survey in.
  Judgement judge(Ending.Surveyed survey, Moment moment) {
    var seen = survey.interfaces().stream().collect(Collectors.toMap(Interface::id, eni -> eni));
    var views = pool.snapshot(moment.now()).interfaces();
    if (views.stream().anyMatch(view -> isLackingPrimary(view, seen))) {
      log.warn("EC2 did not list the primary interface; this answer is not believed");
      return new Judgement(List.of(), SurveyClock.Outlook.NEWLY_UNCLEAR);
    }
    homeless.note(views);
    moved.values().removeIf(at -> at.isBefore(moment.began().minus(SurveyClock.SETTLING)));
    var work = new Work(seen, moment);
    views.forEach(work::judge);
    work.strangers(survey.settled());
    work.strays();
    missingSince.keySet().retainAll(work.missing);
    return new Judgement(work.cures, work.outlook());
  }

  private static boolean isLackingPrimary(InterfaceView view, Map<EniId, Interface> seen) {
    return view.facts().isPrimary() && !seen.containsKey(view.facts().eni());
  }

  private static Stream<Ipv4Prefix> addresses(Interface eni) {
    return Stream.concat(Stream.of(eni.primary().toPrefix()), eni.blocks().stream());
  }

  /// One survey's way through the interfaces.
  private final class Work {
    private final Map<EniId, Interface> seen;
    private final Moment moment;
    private final List<Effect> cures = new ArrayList<>();
    private final Set<Object> missing = new HashSet<>();
    private final List<Part> taken = new ArrayList<>();
    private boolean isClear = true;
    private boolean isNews;

    private Work(Map<EniId, Interface> seen, Moment moment) {
      this.seen = seen;
      this.moment = moment;
    }

    private void judge(InterfaceView view) {
      var eni = view.facts().eni();
      var there = Optional.ofNullable(seen.get(eni)).filter(Interface::isAttached);
      if (!isLeaving(eni)) {
        there.ifPresent(this::learn);
      }
      if (isOurDoing(eni)) {
        isNews = true;
      } else if (there.isPresent() && !lostLinks.contains(eni)) {
        compare(view, Set.copyOf(there.get().blocks()));
      } else {
        missed(view, Optional.ofNullable(seen.get(eni)));
      }
    }

    /// Takes in what a lost answer hid.
    private void learn(Interface there) {
      var known = pool.blocks(there.id());
      var unknown = there.blocks().stream().filter(block -> !known.contains(block)).toList();
      var believed = released.without(unknown, moment.now());
      isClear &= believed.size() == unknown.size();
      if (!believed.isEmpty()) {
        log.warn("EC2 lists blocks that were not known eni={} blocks={}", there.id(), believed);
        rewire(pool.addBlocks(there.id(), believed));
      }
    }

    private void compare(InterfaceView view, Set<Ipv4Prefix> listed) {
      var eni = view.facts().eni();
      if (view.isLost()) {
        pool.find(eni);
      }
      for (var block : given.without(view.prefixes(), moment.now())) {
        if (listed.contains(block)) {
          pool.trust(eni, List.of(block));
        } else if (!isGoing(block)) {
          pool.doubt(eni, List.of(block));
          if (isConfirmed(new Part(eni, block))) {
            lost(eni, block);
          }
        }
      }
    }

    private void lost(EniId eni, Ipv4Prefix block) {
      var held = leases(eni).filter(lease -> block.contains(lease.address())).toList();
      held.forEach(lease -> report(lease, "is no longer assigned to its interface"));
      log.warn("EC2 no longer lists a block, forgotten eni={} block={}", eni, block);
      pool.removeBlocks(eni, List.of(block));
      if (!held.isEmpty()) {
        taken.add(new Part(eni, block));
      }
    }

    /// An interface that is not attached here as it was.
    private void missed(InterfaceView view, Optional<Interface> described) {
      var eni = view.facts().eni();
      pool.lose(eni);
      isClear = false;
      if (!isConfirmed(eni) && !lostLinks.contains(eni)) {
        return;
      }
      var attachment = described.map(Interface::attachment);
      if (attachment.filter(Attachment.None.class::isInstance).isPresent()) {
        takeBack(eni);
      } else if (described.filter(Interface::isAttached).isPresent()) {
        cures.add(new Effect.AttachAgain(eni));
      } else if (attachment.isEmpty()) {
        leases(eni).forEach(lease -> report(lease, "went with its interface"));
        log.error("interface is no more, forgotten eni={}", eni);
        pool.removeInterface(eni);
        lostLinks.remove(eni);
        cures.add(new Effect.Unroute(eni));
      }
    }

    /// Somebody detached it: it comes back for its pods, and goes whole without any.
    private void takeBack(EniId eni) {
      if (leases(eni).findAny().isPresent()) {
        log.error("interface is detached while pods use it, attaching it again eni={}", eni);
        cures.add(new Effect.AttachAgain(eni));
      } else if (pool.withdraw(eni, pool.blocks(eni), moment.now())) {
        log.warn("interface is detached and idle, deleting it eni={}", eni);
        cures.add(new Effect.DeleteInterface(eni, pool.blocks(eni)));
      }
    }

    /// Interfaces that the pool does not know: ours, forgotten half made or half deleted, or
    /// somebody else's.
    private void strangers(boolean settled) {
      var making = moment.inFlight().stream().anyMatch(Effect.CreateInterface.class::isInstance);
      var attached = 0;
      var trunks = 0;
      for (var eni : seen.values()) {
        if (pool.knows(eni.id())) {
          continue;
        }
        var ours = isOurs(eni);
        if (ours && (making || !settled || isOurDoing(eni.id()))) {
          isClear = false;
        } else if (ours) {
          stranded(eni);
        }
        var takesPlace = eni.isAttached() && eni.takesPlace() && (!ours || !making);
        attached += takesPlace ? 1 : 0;
        trunks += takesPlace && eni.type() == Interface.Type.TRUNK ? 1 : 0;
      }
      var now = new Foreign(attached, trunks);
      if (!foreign.orElse(new Foreign(0, 0)).equals(now)) {
        log.info(
            "attached interfaces that are not ours: {}, trunks among them: {}", attached, trunks);
      }
      foreign = Optional.of(now);
    }

    private void stranded(Interface eni) {
      var blocks = eni.blocks();
      isClear = false;
      if (strayAddresses().anyMatch(lease -> Homeless.isIn(lease, blocks))) {
        cures.add(new Effect.AttachAgain(eni.id()));
      } else if (isConfirmed(eni.id())) {
        log.warn("interface of ours that nobody uses, deleting it eni={}", eni.id());
        cures.add(new Effect.DeleteInterface(eni.id(), blocks));
      }
    }

    private void strays() {
      var listed = seen.values().stream().flatMap(Upkeep::addresses).toList();
      var search = homeless.search(new Homeless.Loss(taken, listed), moment, cures);
      cures.addAll(search.cures());
      isClear &= search.cures().isEmpty() && taken.isEmpty();
      isNews |= search.goesOn();
    }

    private SurveyClock.Outlook outlook() {
      return isNews
          ? SurveyClock.Outlook.NEWLY_UNCLEAR
          : isClear ? SurveyClock.Outlook.CLEAR : SurveyClock.Outlook.STILL_UNCLEAR;
    }

    private void rewire(List<Lease> placed) {
      if (!placed.isEmpty()) {
        cures.add(new Effect.Rewire(placed));
      }
    }

    private Stream<Lease> strayAddresses() {
      return pool.snapshot(moment.now()).strays().stream();
    }

    private Stream<Lease> leases(EniId eni) {
      return pool.leases().stream().filter(lease -> lease.eni().equals(eni));
    }

    /// Whether a thing was missing a while ago already.
    private boolean isConfirmed(Object thing) {
      missing.add(thing);
      isNews |= !missingSince.containsKey(thing);
      var since = missingSince.computeIfAbsent(thing, _ -> moment.began());
      var confirmed = !moment.began().isBefore(since.plus(SurveyClock.SETTLING));
      isClear &= confirmed;
      return confirmed;
    }

    private boolean isOurDoing(EniId eni) {
      return moved.containsKey(eni)
          || moment.inFlight().stream()
              .anyMatch(effect -> moves(effect) && effect.on().filter(eni::equals).isPresent());
    }

    /// Whether a block is being given back.
    private boolean isGoing(Ipv4Prefix block) {
      return moment.inFlight().stream()
          .anyMatch(
              effect ->
                  effect instanceof Effect.ReleaseBlocks(_, var blocks) && blocks.contains(block));
    }

    private boolean isLeaving(EniId eni) {
      return moment.inFlight().stream()
          .anyMatch(
              effect -> effect instanceof Effect.DeleteInterface(var id, _) && id.equals(eni));
    }

    private boolean isOurs(Interface eni) {
      var instance = eni.tags().get(Interface.INSTANCE_TAG);
      return instance != null
          && eni.type() == Interface.Type.INTERFACE
          && !"true".equals(eni.tags().get(Interface.NO_MANAGE_TAG))
          && seen.values().stream().anyMatch(other -> isOn(other, instance));
    }
  }

  private static boolean moves(Effect effect) {
    return switch (effect) {
      case Effect.DeleteInterface _, Effect.AttachAgain _, Effect.Unroute _ -> true;
      case Effect.AddBlocks _,
          Effect.CreateInterface _,
          Effect.ReleaseBlocks _,
          Effect.Survey _,
          Effect.Scout _,
          Effect.Regroup _,
          Effect.Probe _,
          Effect.AssignAgain _,
          Effect.Rewire _ ->
          false;
    };
  }

  private static boolean isOn(Interface eni, String instance) {
    return eni.attachment() instanceof Attachment.To to && to.instanceId().equals(instance);
  }

  private static void report(Lease lease, String what) {
    log.error(
        "a pod's address {}; the pod keeps it and cannot be reached until EC2 gives it back: delete"
            + " the pod if that fails lease={}",
        what,
        lease);
  }
}
