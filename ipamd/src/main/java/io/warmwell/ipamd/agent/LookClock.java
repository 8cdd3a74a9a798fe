package io.warmwell.ipamd.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// When the subnets are looked at: rarely while all is well, and soon, then less and less often,
/// while there is no place for new interfaces.
///
/// Owned by the agent thread.
final class LookClock {
  /// A look is one describe with filters, of which one account's region allows 20 a second: 5,000
  /// nodes then make 8 to 11.
  static final Duration INTERVAL = Duration.ofMinutes(10);

  static final Duration FIRST_RETRY = Duration.ofSeconds(5);

  /// Nodes that started together do not ask together: up to that share of a pause less.
  private static final double JITTER = 0.25;

  private static final Instant AT_ONCE = Instant.EPOCH;

  private final RandomGenerator random;
  private Instant due = AT_ONCE;
  private Duration retry = FIRST_RETRY;
  private boolean underWay;

  LookClock(RandomGenerator random) {
    this.random = random;
  }

  boolean isDue(Instant now) {
    return !underWay && !now.isBefore(due);
  }

  boolean isUnderWay() {
    return underWay;
  }

  void begin() {
    underWay = true;
    due = Instant.MAX;
  }

  /// A look is over. What was wanted meanwhile comes first.
  void end(boolean isWell, Instant now) {
    underWay = false;
    if (due.equals(Instant.MAX)) {
      due = isWell ? now.plus(jittered(INTERVAL)) : nextRetry(now);
    }
  }

  /// What the last look showed was of no use.
  void useless(Instant now) {
    due = nextRetry(now);
  }

  /// What it showed was of use.
  void useful() {
    retry = FIRST_RETRY;
  }

  /// Something has changed: look at once.
  void now() {
    retry = FIRST_RETRY;
    due = AT_ONCE;
  }

  /// When the next look is due, unless one is under way.
  Optional<Instant> next() {
    return underWay ? Optional.empty() : Optional.of(due);
  }

  private Instant nextRetry(Instant now) {
    var pause = jittered(retry);
    var doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(INTERVAL) < 0 ? doubled : INTERVAL;
    return now.plus(pause);
  }

  private Duration jittered(Duration whole) {
    return whole.minusMillis((long) (whole.toMillis() * JITTER * random.nextDouble()));
  }
}
