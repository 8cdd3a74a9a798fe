package io.warmwell.eni.resilience;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the next call of one action may be made: a share of the account's calls, and while EC2
/// throttles, one call after the other at random distances. The distances double with each
/// throttled call and halve with each that passes; a minute without throttling ends them.
///
/// Thread-safe by its monitor.
final class Turns {
  private static final Logger LOG = LoggerFactory.getLogger(Turns.class);
  private static final Duration FIRST_DISTANCE = Duration.ofSeconds(1);
  private static final Duration CALM_AFTER = Duration.ofMinutes(1);
  private static final double DOUBLED = 2;

  private final String action;
  private final TimeAndChance by;
  private final RateLimiter share;
  private final IntervalFunction distances;
  private final long farthestMillis;
  private int slowness;

  /// When the distances were doubled last.
  private Instant doubled = Instant.EPOCH;

  private Instant last = Instant.EPOCH;

  Turns(String action, CallLimits.Rate rate, CallLimits limits, TimeAndChance by) {
    this.action = action;
    this.by = by;
    this.distances =
        IntervalFunction.ofExponentialBackoff(FIRST_DISTANCE, DOUBLED, limits.slowestTurn());
    this.farthestMillis = limits.slowestTurn().toMillis();
    var start = by.clock().instant();
    // The one constructor that takes a clock: a share must be one in virtual time, too.
    this.share =
        new AtomicRateLimiter(
            action,
            RateLimiterConfig.custom()
                .limitForPeriod(rate.calls())
                .limitRefreshPeriod(rate.period())
                .timeoutDuration(limits.patience())
                .writableStackTraceEnabled(false)
                .build(),
            () -> Duration.between(start, by.clock().instant()).toNanos());
  }

  /// How long to wait for the next turn; none if it does not come in time.
  ///
  /// @param cost how many calls are to be made
  synchronized Optional<Duration> next(int cost, Instant deadline) {
    var now = by.clock().instant();
    var shared = share.reservePermission(cost);
    if (shared < 0) {
      return Optional.empty();
    }
    var wait = longer(Duration.ofNanos(shared), distance(now));
    return Optional.of(wait).filter(length -> !now.plus(length).isAfter(deadline));
  }

  /// EC2 has answered a call. Those that were under way together and are throttled together count
  /// once.
  synchronized void answered(boolean isThrottled) {
    var now = by.clock().instant();
    if (!isThrottled) {
      slowness = Math.max(0, slowness - 1);
    } else if (!now.isBefore(doubled.plus(FIRST_DISTANCE))) {
      slowDown(now);
    }
  }

  private void slowDown(Instant now) {
    if (slowness(now) == 0) {
      LOG.info("EC2 throttles, calls are made at a distance action={}", action);
    }
    if (slowness == 0 || distances.apply(slowness) < farthestMillis) {
      slowness++;
    }
    doubled = now;
  }

  private Duration distance(Instant now) {
    if (slowness(now) == 0) {
      return Duration.ZERO;
    }
    var from = last.isAfter(now) ? last : now;
    last = from.plusMillis(drawn(distances.apply(slowness), by.random()));
    return Duration.between(now, last);
  }

  private int slowness(Instant now) {
    if (!now.isBefore(doubled.plus(CALM_AFTER))) {
      slowness = 0;
    }
    return slowness;
  }

  /// Full jitter: nodes that were throttled together do not come back together.
  private static long drawn(long farthest, RandomGenerator random) {
    return random.nextLong(farthest + 1);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
