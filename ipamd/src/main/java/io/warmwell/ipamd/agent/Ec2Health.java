package io.warmwell.ipamd.agent;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.ipamd.agent.Degradation.Level;
import io.warmwell.pool.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How well EC2 serves this node, by how its calls end, and what the agent asks of it therefore.
///
/// Several troubles within a minute end releases. Several calls in a row of no use, unanswered or
/// refused for want of credentials, end all calls; from then on one describe at a time, the probe,
/// finds out when EC2 is back. The way back is slower than the way down: one useful answer brings
/// growth back, and some minutes without trouble bring releases back.
///
/// Owned by the agent thread.
final class Ec2Health {
  private static final Logger log = LoggerFactory.getLogger(Ec2Health.class);

  /// Troubles within [#WINDOW] that end releases. One throttled call in a burst is none.
  static final int TROUBLES_MAX = 3;

  static final Duration WINDOW = Duration.ofMinutes(1);

  /// Calls of no use in a row that end all calls.
  static final int USELESS_MAX = 4;

  /// How long there must have been no trouble before anything is given back, and up to half of it
  /// more, so that nodes do not give back together.
  static final Duration CALM = Duration.ofMinutes(2);

  static final Duration FIRST_PROBE = Duration.ofSeconds(10);

  /// Between probes while pods or targets need more than there is.
  static final Duration PROBE_MAX = Duration.ofMinutes(1);

  /// Between probes while nothing is needed. 5,000 nodes then make 17 to 33 describes a second.
  static final Duration IDLE_PROBE_MAX = Duration.ofMinutes(5);

  private final RandomGenerator random;
  private final ArrayDeque<Instant> troubles = new ArrayDeque<>();
  private Level level = Level.NORMAL;
  private Instant since = Instant.EPOCH;
  private String last = "";
  private int useless;
  private boolean denied;
  private Instant calmAt = Instant.MIN;
  private Duration probeWait = FIRST_PROBE;
  private Instant probeAt = Instant.MAX;
  private Instant idleProbeAt = Instant.MAX;
  private boolean probing;
  private boolean needed;

  Ec2Health(RandomGenerator random) {
    this.random = random;
  }

  /// A call has ended.
  ///
  /// @param growth need not wait any longer once EC2 answers after it was left alone
  void heard(Event.CallEnded call, GrowthPause growth, Instant now) {
    var failure = call.failure();
    failure.filter(Ec2Health::isTrouble).ifPresent(why -> trouble(call.action(), why, now));
    if (failure.filter(Ec2Health::isUseless).isPresent()) {
      useless++;
      denied = failure.filter(Ec2Failure.Denied.class::isInstance).isPresent();
      if (useless >= USELESS_MAX && level != Level.NO_CALLS) {
        leaveAlone(now);
      }
      return;
    }
    useless = 0;
    if (level == Level.NO_CALLS) {
      enter(Level.NO_RELEASES, now);
      calmFrom(now);
      growth.succeeded();
    }
  }

  /// Whether growth, surveys and cures may be started.
  boolean mayCall() {
    return level != Level.NO_CALLS;
  }

  /// Whether anything may be given back.
  boolean mayRelease(Instant now) {
    if (level == Level.NO_RELEASES && !now.isBefore(calmAt)) {
      enter(Level.NORMAL, now);
    }
    return level == Level.NORMAL;
  }

  /// A probe, if the time has come for one.
  ///
  /// @param growthWanted whether more is needed than there is
  Optional<Effect> probe(boolean growthWanted, Instant now) {
    needed = growthWanted;
    if (nextProbe().filter(at -> !now.isBefore(at)).isEmpty()) {
      return Optional.empty();
    }
    probing = true;
    return Optional.of(new Effect.Probe());
  }

  /// An effect is over. If it was a probe of use, that has been heard already.
  void ended(Effect effect, Instant now) {
    if (effect instanceof Effect.Probe) {
      probing = false;
      probeWait = shorter(probeWait.multipliedBy(2), IDLE_PROBE_MAX);
      planProbe(now);
    }
  }

  /// When something changes that is not an event.
  Optional<Instant> next(Instant now) {
    var calm = Optional.of(calmAt).filter(at -> level == Level.NO_RELEASES && now.isBefore(at));
    return Stream.of(calm, nextProbe()).flatMap(Optional::stream).min(Instant::compareTo);
  }

  Degradation degradation(Instant now) {
    return new Degradation(level, since, cause(now));
  }

  /// Why not everything is done, if so.
  Optional<String> reason(Instant now) {
    return Optional.of(cause(now)).filter(text -> !text.isEmpty());
  }

  private String cause(Instant now) {
    return switch (level) {
      case NORMAL -> "";
      case NO_RELEASES ->
          "EC2 throttled this node or left it without an answer (level=%s, last: %s)"
              .formatted(level, last);
      case NO_CALLS ->
          "EC2 has %s for %s (level=%s, last: %s); pods get what the pool has, and EC2 is asked again within %d s"
              .formatted(
                  denied ? "refused this node's credentials" : "not answered",
                  words(Duration.between(since, now)),
                  level,
                  last,
                  PROBE_MAX.toSeconds());
    };
  }

  private void trouble(String action, Ec2Failure why, Instant now) {
    last = action + ": " + why.code() + ": " + why.message();
    troubles.add(now);
    while (troubles.size() > TROUBLES_MAX) {
      troubles.remove();
    }
    var many = troubles.size() == TROUBLES_MAX && now.isBefore(troubles.getFirst().plus(WINDOW));
    if (level == Level.NORMAL && many) {
      enter(Level.NO_RELEASES, now);
    }
    if (level == Level.NO_RELEASES) {
      calmFrom(now);
    }
  }

  private void leaveAlone(Instant now) {
    enter(Level.NO_CALLS, now);
    probeWait = FIRST_PROBE;
    planProbe(now);
  }

  private void enter(Level other, Instant now) {
    var before = level;
    var reason = last;
    level = other;
    since = now;
    if (other.compareTo(before) > 0) {
      log.warn("doing less at EC2 level={} before={} cause=\"{}\"", other, before, reason);
    } else {
      log.info("doing more at EC2 again level={} before={}", other, before);
    }
  }

  private void calmFrom(Instant now) {
    calmAt = now.plus(CALM).plusMillis(random.nextLong(CALM.toMillis() / 2));
  }

  private void planProbe(Instant now) {
    probeAt = now.plus(jittered(shorter(probeWait, PROBE_MAX)));
    idleProbeAt = now.plus(jittered(probeWait));
  }

  private Optional<Instant> nextProbe() {
    return Optional.of(needed && probeAt.isBefore(idleProbeAt) ? probeAt : idleProbeAt)
        .filter(_ -> level == Level.NO_CALLS && !probing);
  }

  private Duration jittered(Duration whole) {
    var half = whole.toMillis() / 2;
    return Duration.ofMillis(half + random.nextLong(half + 1));
  }

  static boolean isTrouble(Ec2Failure failure) {
    return failure instanceof Ec2Failure.Throttled || isUseless(failure);
  }

  private static boolean isUseless(Ec2Failure failure) {
    return switch (failure) {
      case Ec2Failure.Ambiguous _, Ec2Failure.Denied _ -> true;
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
          Ec2Failure.SubnetExhausted _,
          Ec2Failure.SubnetFragmented _,
          Ec2Failure.LimitReached _,
          Ec2Failure.Gone _,
          Ec2Failure.Busy _,
          Ec2Failure.Invalid _ ->
          false;
    };
  }

  private static String words(Duration length) {
    var minutes = length.toMinutes();
    return minutes > 0 ? minutes + " min" : length.toSeconds() + " s";
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
