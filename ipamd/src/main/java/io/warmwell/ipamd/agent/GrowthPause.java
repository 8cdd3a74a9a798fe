package io.warmwell.ipamd.agent;

import io.warmwell.eni.Ec2Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Holds growth back after EC2 refused it: twice as long after each failure in a row, with jitter
/// so that nodes that failed together do not come back together.
///
/// Owned by the agent thread.
final class GrowthPause {
  /// A full subnet or a missing permission does not change within seconds.
  static final Duration LASTING_PAUSE = Duration.ofSeconds(30);

  /// Throttling and passing faults do.
  static final Duration PASSING_PAUSE = Duration.ofSeconds(1);

  static final Duration PAUSE_MAX = Duration.ofMinutes(2);

  /// While EC2 throttles. The tokens of the account lie unused for that long at most when the last
  /// nodes of many wait for theirs.
  static final Duration TURN_MAX = Duration.ofSeconds(20);

  private final RandomGenerator random;
  private Duration next = Duration.ZERO;
  private Instant until = Instant.MIN;
  private boolean isLasting;
  private Optional<String> reason = Optional.empty();

  GrowthPause(RandomGenerator random) {
    this.random = random;
  }

  void failed(Ec2Failure failure, String why, Instant now) {
    var first = first(failure);
    next = next.compareTo(first) < 0 ? first : min(next.multipliedBy(2), longest(failure));
    // Equal jitter: at least half the pause, so that a failing call is never repeated at once.
    var half = next.toMillis() / 2;
    until = now.plusMillis(half + random.nextLong(half + 1));
    isLasting = first.equals(LASTING_PAUSE);
    reason = Optional.of(why);
  }

  void succeeded() {
    next = Duration.ZERO;
    until = Instant.MIN;
    isLasting = false;
    reason = Optional.empty();
  }

  boolean isOver(Instant now) {
    return !now.isBefore(until);
  }

  Instant until() {
    return until;
  }

  /// Whether growth last failed for a reason that does not pass within seconds, and has not worked
  /// since.
  ///
  /// @param comes whether some is under way
  boolean isDoomed(boolean comes, Instant now) {
    return isLasting && (comes || !isOver(now));
  }

  /// Why growth last failed, if it has not worked since.
  Optional<String> reason() {
    return reason;
  }

  private static Duration first(Ec2Failure failure) {
    return switch (failure) {
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
          Ec2Failure.Busy _,
          Ec2Failure.Gone _,
          Ec2Failure.Ambiguous _ ->
          PASSING_PAUSE;
      case Ec2Failure.SubnetExhausted _,
          Ec2Failure.SubnetFragmented _,
          Ec2Failure.LimitReached _,
          Ec2Failure.Denied _,
          Ec2Failure.Invalid _ ->
          LASTING_PAUSE;
    };
  }

  private static Duration longest(Ec2Failure failure) {
    return failure instanceof Ec2Failure.Throttled ? TURN_MAX : PAUSE_MAX;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
