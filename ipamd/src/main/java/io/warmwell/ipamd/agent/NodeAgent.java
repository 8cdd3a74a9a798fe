package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PoolSnapshot;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.Situation;
import io.warmwell.pool.Subnets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns the pool: takes an event, changes the pool, answers, and starts what the planner wants.
///
/// Not thread-safe: one thread calls [#handle] for everything that happens, in order. Time comes in
/// as an argument and effects go out through a port, so that the same agent runs in production and,
/// stepped, in a simulation.
public final class NodeAgent {
  private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);

  private final Pool pool;
  private final Records records;
  private final Effects effects;
  private final Waiters waiters = new Waiters();
  private final ScheduledPods scheduled = new ScheduledPods();
  private final Grants grants;
  private final Ec2Health health;
  private final GrowthPause growthPause;
  private final SubnetWatch subnets;
  private final GroupWatch groups;
  private final Cordon cordon = new Cordon();
  private final Prospects prospects;
  private final SurplusWatch surplusWatch;
  private final SurveyClock surveyClock;
  private final Upkeep upkeep;
  private final Releases releases;
  private final Map<Long, Effect> inFlight = new TreeMap<>();
  private Policy policy;
  private Planner planner;
  private long lastEffectId;

  public NodeAgent(
      Policy policy, Pool pool, Planner planner, Outside outside, RandomGenerator random) {
    this.policy = policy;
    this.pool = pool;
    this.planner = planner;
    this.records = outside.records();
    this.effects = outside.effects();
    this.grants = new Grants(pool, records, scheduled);
    this.health = new Ec2Health(random);
    this.growthPause = new GrowthPause(random);
    this.subnets = new SubnetWatch(pool, policy.care(), random);
    this.groups = new GroupWatch(pool);
    var growing = new Prospects.Growing(growthPause, subnets, cordon, health);
    this.prospects = new Prospects(pool, growing, this::plan);
    this.surplusWatch = new SurplusWatch(policy.releaseDelay(), random);
    this.surveyClock = new SurveyClock(random, pool.snapshot(Instant.MIN).strays().isEmpty());
    this.upkeep = new Upkeep(pool);
    this.releases = new Releases(pool, random);
    pool.prefer(planner.kind());
  }

  /// The agent's two ports.
  public record Outside(Records records, Effects effects) {}

  /// Takes one event to its end.
  public void handle(Event event, Instant now) {
    take(event, now);
    settle(now);
  }

  /// Changes the pool by an event and answers whom it can; [#settle] has to follow soon.
  void take(Event event, Instant now) {
    switch (event) {
      case Event.AddressAsked(Attachment attachment, var answer) ->
          waiters.add(new Waiters.Waiter(attachment, answer, now.plus(policy.addWait())));
      case Event.Inquiry inquiry -> answer(inquiry, now);
      case Event.ReleaseAsked(AttachmentKey key, Runnable done) -> {
        grants.release(key, policy.coolDown(), now);
        done.run();
      }
      case Event.EffectEnded(long id, Ending ending) -> ended(id, ending, now);
      case Event.CallEnded call -> health.heard(call, growthPause, now);
      case Event.PodsScheduled(var pods) -> scheduled.replace(pods, pool.leases(), now);
      case Event.PolicyChanged(Policy changed, Planner other) -> aim(changed, other, now);
      case Event.NodeSchedulable(boolean isSchedulable) -> cordon.put(!isSchedulable);
      case Event.BirthplacesChanged() -> subnets.changed();
      case Event.LinkChanged(EniId eni, boolean isThere) -> {
        upkeep.link(eni, isThere);
        surveyClock.soon(now);
      }
      case Event.Woken() -> {}
    }
    waiters.serve(waiter -> grants.isServed(waiter, now));
  }

  /// Starts what is due and what the planner wants, once for all events before.
  void settle(Instant now) {
    releases.due(health.mayRelease(now), now).forEach(this::start);
    survey(now);
    look(now);
    var plan = plan(situation(now));
    health.probe(!plan.growth().isEmpty(), now).ifPresent(this::start);
    grow(plan, now);
    shrink(plan, now);
    refuseTheHopeless(!plan.growth().isEmpty(), now);
  }

  /// Whether somebody waits for an address.
  boolean isWaitedFor() {
    return waiters.size() > 0;
  }

  /// When [#handle] should be called at the latest, with [Event.Woken] if nothing else happens.
  public Optional<Instant> nextWake(Instant now) {
    var pauseEnds =
        growthPause.isOver(now) ? Optional.<Instant>empty() : Optional.of(growthPause.until());
    return Stream.of(
            waiters.firstDeadline(),
            pool.nextCooled(now),
            surplusWatch.due().filter(now::isBefore),
            pauseEnds,
            subnets.next(now).filter(_ -> health.mayCall()),
            scheduled.end(now),
            releases.next(health.mayRelease(now)),
            surveyClock.next().filter(_ -> health.mayCall()),
            health.next(now))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /// The pool at a moment.
  public PoolSnapshot snapshot(Instant now) {
    return pool.snapshot(now);
  }

  /// How far the pool may grow by what is known now.
  public Capacity capacity() {
    return upkeep.seen(policy.capacity());
  }

  /// What is known of the subnets.
  public Subnets subnets(Instant now) {
    return subnets.known(now);
  }

  private void aim(Policy changed, Planner other, Instant now) {
    log.info("policy changed from={} to={} blocks={}", policy, changed, other.kind());
    policy = changed;
    planner = other;
    pool.coolDown(changed.coolDown());
    pool.prefer(other.kind());
    surplusWatch.delay(changed.releaseDelay());
    subnets.care(changed.care(), now);
  }

  private void answer(Event.Inquiry inquiry, Instant now) {
    switch (inquiry) {
      case Event.LeaseAsked(AttachmentKey key, var answer) ->
          answer.accept(Inquiries.find(pool, key, now));
      case Event.LeasesAsked(var which, var answer) -> answer.accept(Inquiries.leases(pool, which));
      case Event.ReadinessAsked(var answer) -> answer.accept(readiness(now));
      case Event.DegradationAsked(var answer) -> answer.accept(health.degradation(now));
    }
  }

  /// As if one more waited.
  private Leases.Readiness readiness(Instant now) {
    var trouble = records.trouble().map(Shortage::unrecorded);
    if (trouble.isPresent()) {
      return Inquiries.notReady(pool.snapshot(now), trouble.get());
    }
    var asked = situation(now, waiters.size() + 1);
    var growsNow = !plan(asked).growth().isEmpty();
    var deadline = now.plus(policy.addWait());
    var rested = pool.coolDowns(now).values().stream().filter(at -> !at.isAfter(deadline)).count();
    return prospects.of(asked, growsNow, now).suffices((int) rested, deadline)
        ? new Leases.Readiness.Ready()
        : Inquiries.notReady(asked.pool(), prospects.shortage(asked, policy, growsNow, now));
  }

  private void ended(long id, Ending ending, Instant now) {
    var effect = inFlight.remove(id);
    if (effect == null) {
      throw new IllegalStateException("effect ended that is not in flight: id=" + id);
    }
    upkeep.ended(effect, now);
    health.ended(effect, now);
    switch (ending) {
      case Ending.BlocksAdded(EniId eni, var blocks) -> {
        upkeep.given(blocks, now);
        rewire(pool.addBlocks(eni, blocks));
        pool.trust(eni, blocks);
        grown(effect, blocks.size(), now);
      }
      case Ending.InterfaceUp(var facts, var described) -> {
        var blocks = upkeep.believed(effect, described, now);
        rewire(add(facts, blocks));
        if (upkeep.up(facts.eni(), blocks, now)) {
          surveyClock.soon(now);
        }
        grown(effect, blocks.size(), now);
      }
      case Ending.BlocksReleased(EniId eni, var gone, var kept) -> {
        pool.removeBlocks(eni, gone);
        upkeep.released(gone, now);
        pool.reinstate(eni, kept);
        if (!kept.isEmpty()) {
          surplusWatch.restart();
        }
      }
      case Ending.InterfaceDeleted(EniId eni) -> {
        if (pool.knows(eni)) {
          pool.removeInterface(eni);
        }
      }
      case Ending.StillRouted contradiction -> {
        releases.contradicted(contradiction);
        surplusWatch.restart();
        surveyClock.soon(now);
      }
      case Ending.Surveyed survey -> surveyed(survey, now);
      case Ending.Scouted(var places) -> subnets.seen(places, now);
      case Ending.NotBorn(var subnet, var reason) -> {
        log.warn("no interface made subnet={} reason=\"{}\"", subnet, reason);
        subnets.unborn(subnet, reason, now);
      }
      case Ending.Regrouped(EniId eni, var written) -> groups.written(eni, written, now);
      case Ending.Routed(), Ending.Answered() -> {}
      case Ending.Failed(var failure, var reason) -> failed(effect, failure, reason, now);
    }
  }

  private void survey(Instant now) {
    if (health.mayCall() && surveyClock.isDue(now)) {
      surveyClock.begin(now);
      start(new Effect.Survey());
    }
  }

  private void surveyed(Ending.Surveyed survey, Instant now) {
    var situation = situation(now);
    var moment = new Upkeep.Moment(surveyClock.began(), now, situation.inFlight(), situation::room);
    var judgement = upkeep.judge(survey, moment);
    surveyClock.end(judgement.outlook(), now);
    judgement.cures().forEach(this::start);
    if (policy.care().alignsGroups()) {
      groups.cures(survey, moment.began()).forEach(this::start);
    }
  }

  private void look(Instant now) {
    if (health.mayCall() && subnets.isLookDue(now)) {
      subnets.lookBegan();
      start(new Effect.Scout());
    }
  }

  /// An interface that was here before may have come back at another place.
  private List<Lease> add(PooledInterface facts, List<Ipv4Prefix> blocks) {
    if (!pool.knows(facts.eni())) {
      return pool.addInterface(subnets.facts(facts), blocks);
    }
    var before = pool.facts(facts.eni());
    if (before.deviceIndex() == facts.deviceIndex()) {
      return pool.addBlocks(facts.eni(), blocks);
    }
    pool.removeInterface(facts.eni());
    return pool.addInterface(before.at(facts.deviceIndex()), blocks);
  }

  private void rewire(List<Lease> placed) {
    if (!placed.isEmpty()) {
      start(new Effect.Rewire(placed));
    }
  }

  private void grown(Effect effect, int given, Instant now) {
    growthPause.succeeded();
    subnets.given(effect, given, now);
  }

  private void failed(Effect effect, Ec2Failure failure, String reason, Instant now) {
    log.warn("effect failed effect={} reason=\"{}\"", effect, reason);
    switch (effect) {
      case Effect.AddBlocks _, Effect.CreateInterface _ -> {
        if (!subnets.refused(effect, failure, reason, now)) {
          growthFailed(failure, reason, now);
        }
      }
      case Effect.DeleteInterface(EniId eni, _) when !pool.knows(eni) -> surveyClock.soon(now);
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Unroute _, Effect.Rewire _ ->
          releases.failed(effect, now);
      case Effect.Survey() -> surveyClock.end(SurveyClock.Outlook.STILL_UNCLEAR, now);
      // The next survey sees what came of it, and tries again.
      case Effect.AssignAgain(_, var blocks) -> upkeep.refused(blocks, now);
      case Effect.AttachAgain _, Effect.Regroup _, Effect.Probe _ -> {}
      case Effect.Scout() -> subnets.lookFailed(now);
    }
  }

  /// What EC2 may have given without an answer, or has taken, is found out before more is asked
  /// for.
  private void growthFailed(Ec2Failure failure, String reason, Instant now) {
    growthPause.failed(failure, reason, now);
    if (failure instanceof Ec2Failure.Ambiguous || failure instanceof Ec2Failure.Gone) {
      surveyClock.urgently(now);
    }
  }

  private Plan plan(Situation situation) {
    return cordon.restrain(planner.plan(situation), policy.care());
  }

  private void grow(Plan plan, Instant now) {
    if (health.mayCall() && growthPause.isOver(now) && !surveyClock.isUrgent()) {
      plan.growth().stream()
          .filter(effect -> GrowthBound.admits(effect, inFlight.values()))
          .limit(Math.max(0, GrowthBound.EFFECTS_MAX - inFlight.size()))
          .forEach(this::start);
    }
  }

  private void shrink(Plan plan, Instant now) {
    if (!health.mayRelease(now)) {
      surplusWatch.restart();
    } else if (surplusWatch.hasLasted(!plan.release().isEmpty(), now)) {
      for (var effect : plan.release()) {
        if (releases.isWithdrawn(effect, now)) {
          start(effect);
        }
      }
    }
  }

  private void start(Effect effect) {
    lastEffectId++;
    inFlight.put(lastEffectId, effect);
    effects.start(lastEffectId, effect);
  }

  private Situation situation(Instant now) {
    return situation(now, waiters.size());
  }

  private Situation situation(Instant now, int claims) {
    var pending = new ArrayList<>(inFlight.values());
    pending.addAll(releases.pending());
    return new Situation(
        pool.snapshot(now),
        policy.targets(),
        capacity(),
        claims,
        pending,
        scheduled.besides(waiters.pods(), now),
        subnets.known(now));
  }

  /// An ADD waits only for what can still come in time.
  private void refuseTheHopeless(boolean growsNow, Instant now) {
    if (waiters.size() == 0) {
      return;
    }
    var situation = situation(now);
    var prospect = prospects.of(situation, growsNow, now);
    waiters
        .refuse(
            waiter -> !now.isBefore(waiter.deadline()) || !prospect.reaches(waiter.deadline()),
            () -> prospects.shortage(situation, policy, growsNow, now))
        .forEach(pod -> scheduled.refused(pod, now));
  }
}
