package io.warmwell.ipamd.agent;

import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Subnets that refused something, and until when it is not asked for there again: twice as long
/// after each refusal, with jitter so that nodes that were refused together do not come back
/// together.
///
/// Owned by the agent thread.
final class Refusals {
  /// A call for more ends within it.
  private static final Duration TRY_MAX = Duration.ofSeconds(20);

  private record Refusal(Duration pause, Instant until, String reason) {

    boolean lasts(Instant now) {
      return now.isBefore(until);
    }

    Refusal atLeastUntil(Instant earliest) {
      return until.isBefore(earliest) ? new Refusal(pause, earliest, reason) : this;
    }
  }

  /// How long a subnet is left alone.
  ///
  /// @param certain share of a pause that is no chance, 0 to 1; some of it, so that a call that was
  ///   refused is not repeated at once
  record Pauses(Duration first, Duration longest, double certain) {}

  private final Pauses pauses;
  private final RandomGenerator random;
  private final Map<SubnetId, Refusal> refusals = new HashMap<>();

  Refusals(Pauses pauses, RandomGenerator random) {
    this.pauses = pauses;
    this.random = random;
  }

  /// Notes a refusal. Calls that were under way together and are refused together count once.
  void refused(SubnetId subnet, String reason, Instant now) {
    var last = Optional.ofNullable(refusals.get(subnet));
    var lasting = last.filter(refusal -> refusal.lasts(now));
    if (lasting.isPresent()) {
      var earliest = now.plusMillis(certain(lasting.get().pause()));
      refusals.put(subnet, lasting.get().atLeastUntil(earliest));
      return;
    }
    var pause = last.map(refusal -> longer(refusal.pause())).orElse(pauses.first());
    var certain = certain(pause);
    var until = now.plusMillis(certain + random.nextLong(pause.toMillis() - certain + 1));
    refusals.put(subnet, new Refusal(pause, until, reason));
  }

  private long certain(Duration pause) {
    return (long) (pause.toMillis() * pauses.certain());
  }

  /// The subnet gave something. While it is left alone that was asked for before it refused.
  void given(SubnetId subnet, Instant now) {
    if (Optional.ofNullable(refusals.get(subnet)).filter(last -> !last.lasts(now)).isPresent()) {
      refusals.remove(subnet);
    }
  }

  /// Whether the last answer was a refusal, however long ago.
  boolean isLast(SubnetId subnet) {
    return refusals.containsKey(subnet);
  }

  /// Subnets that are left alone now.
  Set<SubnetId> subnets(Instant now) {
    return refusals.entrySet().stream()
        .filter(entry -> entry.getValue().lasts(now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// When the next of the subnets can be asked again.
  Optional<Instant> next(Instant now) {
    return lasting(now).map(Refusal::until).min(Instant::compareTo);
  }

  /// What EC2 said, if it has refused a short while ago; the next try may be under way.
  Optional<String> reason(Instant now) {
    return refusals.values().stream()
        .filter(refusal -> now.isBefore(refusal.until().plus(TRY_MAX)))
        .map(Refusal::reason)
        .min(String::compareTo);
  }

  private Stream<Refusal> lasting(Instant now) {
    return refusals.values().stream().filter(refusal -> refusal.lasts(now));
  }

  private Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(pauses.longest()) < 0 ? doubled : pauses.longest();
  }
}
