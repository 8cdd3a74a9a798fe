package io.warmwell.ipamd.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When the node's interfaces are looked at: now and then, and soon when something is unclear.
///
/// Owned by the agent thread.
final class SurveyClock {
  /// A survey is two describes. 5,000 nodes then make 17 to 22 a second, of which one account's
  /// region allows 20 with filters, so that nothing else depends on them: what goes wrong without a
  /// sign is found by them, and nothing else.
  static final Duration INTERVAL = Duration.ofMinutes(10);

  /// Nodes that started together do not ask together: up to that share of the interval less.
  private static final double JITTER = 0.25;

  /// How long a describe may show the past after a change. EC2's answers settle within seconds; the
  /// incumbent guards against 60 s.
  static final Duration SETTLING = Duration.ofSeconds(60);

  /// Between surveys that are wanted soon.
  private static final Duration PAUSE_MIN = Duration.ofSeconds(5);

  private final RandomGenerator random;
  private Duration doubtful = SETTLING;
  private Instant began = Instant.MIN;
  private Optional<Instant> due;
  private boolean underWay;
  private boolean urgent;

  /// @param isClear false if the first one is wanted at once
  SurveyClock(RandomGenerator random, boolean isClear) {
    this.random = random;
    this.due = isClear ? Optional.empty() : Optional.of(Instant.MIN);
  }

  /// Something may have changed without our knowledge.
  void soon(Instant now) {
    var earliest = began.equals(Instant.MIN) ? now : began.plus(PAUSE_MIN);
    var at = earliest.isAfter(now) ? earliest : now;
    due = Optional.of(due.filter(planned -> planned.isBefore(at)).orElse(at));
    doubtful = SETTLING;
  }

  /// The same, and nothing should grow until it is known.
  void urgently(Instant now) {
    soon(now);
    urgent = true;
  }

  /// Whether the time has come for one.
  boolean isDue(Instant now) {
    if (due.isEmpty()) {
      plan(INTERVAL, now);
    }
    return !underWay && due.filter(at -> !now.isBefore(at)).isPresent();
  }

  void begin(Instant now) {
    began = now;
    underWay = true;
    due = Optional.of(Instant.MAX);
  }

  /// What a survey left behind.
  enum Outlook {
    CLEAR,
    /// Something is in doubt that was not before.
    NEWLY_UNCLEAR,
    STILL_UNCLEAR
  }

  /// A survey is over. What is unclear is looked at again once EC2's answers have settled, and less
  /// often the longer it stays so.
  void end(Outlook outlook, Instant now) {
    underWay = false;
    urgent = false;
    if (outlook != Outlook.STILL_UNCLEAR) {
      doubtful = SETTLING;
    }
    if (due.filter(Instant.MAX::equals).isEmpty()) {
      return;
    }
    if (outlook == Outlook.CLEAR) {
      plan(INTERVAL, now);
    } else {
      due = Optional.of(now.plus(doubtful).plusMillis(random.nextLong(PAUSE_MIN.toMillis())));
      var doubled = doubtful.multipliedBy(2);
      doubtful = doubled.compareTo(INTERVAL) < 0 ? doubled : INTERVAL;
    }
  }

  /// When EC2 was asked last.
  Instant began() {
    return began;
  }

  /// Whether growth should wait for what the next one shows.
  boolean isUrgent() {
    return urgent;
  }

  /// When the next one is due, unless one is under way.
  Optional<Instant> next() {
    return underWay ? Optional.empty() : due;
  }

  private void plan(Duration interval, Instant now) {
    var less = (long) (interval.toMillis() * JITTER * random.nextDouble());
    due = Optional.of(now.plus(interval).minusMillis(less));
  }
}
