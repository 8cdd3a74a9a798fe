package io.warmwell.ipamd.agent;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.PoolSnapshot;
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

/// Subnets that refused a /28, and until when none is asked for there again: twice as long after
/// each refusal, with jitter so that nodes that were refused together do not come back together.
///
/// Owned by the agent thread.
final class PrefixRefusals {
  /// A subnet stays fragmented until addresses that lie in each other's way have been given back;
  /// the incumbent waits as long.
  static final Duration FIRST_PAUSE = Duration.ofMinutes(2);

  static final Duration PAUSE_MAX = Duration.ofMinutes(30);

  private record Refusal(Duration pause, Instant until, String reason) {

    boolean lasts(Instant now) {
      return now.isBefore(until);
    }
  }

  private final RandomGenerator random;
  private final Map<SubnetId, Refusal> refusals = new HashMap<>();

  PrefixRefusals(RandomGenerator random) {
    this.random = random;
  }

  /// The subnet that an effect asks for prefixes.
  static Optional<SubnetId> subnet(Effect effect, PoolSnapshot pool) {
    return switch (effect) {
      case Effect.AddBlocks(EniId eni, BlockKind kind, _) ->
          pool.subnetOf(eni).filter(_ -> kind == BlockKind.PREFIX);
      case Effect.CreateInterface(BlockKind kind, _) ->
          pool.birthplace().filter(_ -> kind == BlockKind.PREFIX);
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> Optional.empty();
    };
  }

  /// Whether a failure tells of a subnet that has too few addresses for a /28; it may still have
  /// single ones.
  static boolean isScarcity(Ec2Failure failure) {
    return failure instanceof Ec2Failure.SubnetFragmented
        || failure instanceof Ec2Failure.SubnetExhausted;
  }

  /// Notes a refusal. Calls that were under way together and are refused together count once.
  void refused(SubnetId subnet, String reason, Instant now) {
    var last = Optional.ofNullable(refusals.get(subnet));
    if (last.filter(refusal -> refusal.lasts(now)).isEmpty()) {
      var pause = last.map(refusal -> longer(refusal.pause())).orElse(FIRST_PAUSE);
      var half = pause.toMillis() / 2;
      var until = now.plusMillis(half + random.nextLong(half + 1));
      refusals.put(subnet, new Refusal(pause, until, reason));
    }
  }

  /// The subnet gave prefixes; its last ones, if these were not all that was asked for.
  void given(SubnetId subnet, boolean isAll, Instant now) {
    refusals.remove(subnet);
    if (!isAll) {
      refused(subnet, "the subnet has no more whole /28", now);
    }
  }

  /// Subnets in which no prefix is asked for now.
  Set<SubnetId> subnets(Instant now) {
    return refusals.entrySet().stream()
        .filter(entry -> entry.getValue().lasts(now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// When a prefix can be asked for again in the next of the subnets.
  Optional<Instant> next(Instant now) {
    return lasting(now).map(Refusal::until).min(Instant::compareTo);
  }

  /// What EC2 said, if it has refused a short while ago.
  Optional<String> reason(Instant now) {
    return lasting(now).map(Refusal::reason).min(String::compareTo);
  }

  private Stream<Refusal> lasting(Instant now) {
    return refusals.values().stream().filter(refusal -> refusal.lasts(now));
  }

  private static Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
  }
}
