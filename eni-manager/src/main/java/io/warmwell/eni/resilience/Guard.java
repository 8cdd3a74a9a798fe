package io.warmwell.eni.resilience;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stands between a node and one action of EC2's.
///
/// Thread-safe. A call waits for its turn; a throttled one is certain to have had no effect and is
/// made again, until its patience is over. Whether anything else is worth another call, who asked
/// for it knows. After several calls without an answer no more are made for a while.
final class Guard {
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  /// The last calls that are looked at, and how many there must be.
  private static final int CALLS_JUDGED = 10;

  private static final int CALLS_JUDGED_MIN = 5;

  /// A describe that fails now and then is no outage.
  private static final float UNANSWERED_PERCENT = 80;

  private static final Duration OPEN_FIRST = Duration.ofSeconds(5);
  private static final Duration OPEN_MAX = Duration.ofSeconds(30);
  private static final double DOUBLED = 2;

  private final Action action;
  private final CallLimits limits;
  private final TimeAndChance by;
  private final CallWatch watch;
  private final Turns turns;
  private final Bulkhead places;
  private final CircuitBreaker breaker;

  Guard(Action action, CallLimits limits, TimeAndChance by, CallWatch watch) {
    this.action = action;
    this.limits = limits;
    this.by = by;
    this.watch = watch;
    this.turns =
        new Turns(action.ec2Name(), action.isRead() ? limits.reads() : limits.writes(), limits, by);
    // Whoever finds no place is turned away: in virtual time no thread may wait for another.
    this.places =
        Bulkhead.of(
            action.ec2Name(),
            BulkheadConfig.custom()
                .maxConcurrentCalls(limits.atOnce())
                .maxWaitDuration(Duration.ZERO)
                .build());
    this.breaker = breaker(action, by);
  }

  private static CircuitBreaker breaker(Action action, TimeAndChance by) {
    var open = IntervalFunction.ofExponentialBackoff(OPEN_FIRST, DOUBLED, OPEN_MAX);
    var breaker =
        CircuitBreaker.of(
            action.ec2Name(),
            CircuitBreakerConfig.custom()
                .clock(by.clock().withZone(ZoneOffset.UTC))
                .slidingWindow(CALLS_JUDGED, CALLS_JUDGED_MIN, SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(UNANSWERED_PERCENT)
                .permittedNumberOfCallsInHalfOpenState(1)
                // At least half of it, so that a silent EC2 is not called at once again.
                .waitIntervalFunctionInOpenState(
                    openings -> {
                      var half = open.apply(openings) / 2;
                      return half + by.random().nextLong(half + 1);
                    })
                .writableStackTraceEnabled(false)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event ->
                LOG.info(
                    "circuit breaker action={} change={}",
                    action.ec2Name(),
                    event.getStateTransition()));
    return breaker;
  }

  /// Makes a call.
  ///
  /// @param cost how many calls it is for EC2
  /// @throws Ec2Exception as the call does, or [Ec2Failure.Withheld] if it was not made
  <T> T call(String subject, int cost, Supplier<T> body) {
    if (!places.tryAcquirePermission()) {
      throw withheld(subject, "TooManyAtOnce", limits.atOnce() + " such calls are under way");
    }
    try {
      return untilHeard(subject, cost, body);
    } finally {
      places.onComplete();
    }
  }

  private <T> T untilHeard(String subject, int cost, Supplier<T> body) {
    var deadline = by.clock().instant().plus(limits.patience());
    var throttled = Optional.<Ec2Exception>empty();
    while (true) {
      awaitTurn(subject, cost, deadline, throttled);
      try {
        return guarded(subject, body);
      } catch (Ec2Exception e) {
        if (action.isGrowth() || !(e.failure() instanceof Ec2Failure.Throttled)) {
          throw e;
        }
        throttled = Optional.of(e);
      }
    }
  }

  private void awaitTurn(
      String subject, int cost, Instant deadline, Optional<Ec2Exception> throttled) {
    if (isOpen()) {
      throw silent(subject);
    }
    var wait = turns.next(cost, deadline);
    if (wait.isEmpty()) {
      throw throttled.orElseGet(
          () ->
              withheld(
                  subject,
                  "NoTurn",
                  "too many such calls wait for their turn on this node, which takes at most "
                      + limits.patience().toSeconds()
                      + " s"));
    }
    pause(subject, wait.get());
  }

  /// A turn is not spent on a call that would not be made.
  private boolean isOpen() {
    if (!breaker.tryAcquirePermission()) {
      return true;
    }
    breaker.releasePermission();
    return false;
  }

  private <T> T guarded(String subject, Supplier<T> body) {
    if (!breaker.tryAcquirePermission()) {
      throw silent(subject);
    }
    var isNoted = false;
    try {
      var answer = body.get();
      isNoted = true;
      worked();
      return answer;
    } catch (Ec2Exception e) {
      isNoted = true;
      failed(e);
      throw e;
    } finally {
      if (!isNoted) {
        breaker.releasePermission();
      }
    }
  }

  private void worked() {
    breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    turns.answered(false);
    watch.ended(action.ec2Name(), Optional.empty());
  }

  private void failed(Ec2Exception e) {
    if (e.failure() instanceof Ec2Failure.Ambiguous) {
      breaker.onError(0, TimeUnit.NANOSECONDS, e);
    } else {
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
      turns.answered(!action.isGrowth() && e.failure() instanceof Ec2Failure.Throttled);
    }
    watch.ended(action.ec2Name(), Optional.of(e.failure()));
  }

  private void pause(String subject, Duration length) {
    try {
      if (length.isPositive()) {
        by.pause().pause(length);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw withheld(subject, "Interrupted", "the daemon stops");
    }
  }

  private Ec2Exception silent(String subject) {
    return withheld(
        subject,
        "CircuitOpen",
        "EC2 has left most of the last such calls unanswered; one is tried again within "
            + OPEN_MAX.toSeconds()
            + " s");
  }

  private Ec2Exception withheld(String subject, String code, String message) {
    return new Ec2Exception(action.ec2Name(), subject, new Ec2Failure.Withheld(code, message));
  }
}
