package io.warmwell.simulator.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// How many calls the account's region allows: a bucket of tokens per action.
///
/// Source: the AWS page "Request throttling for the Amazon EC2 API": describes hold 100 tokens and
/// refill by 20 a second where changing calls hold 50 and refill by 5.
public final class TokenBuckets {
  private static final double SECONDS_HELD = 10;
  private static final double DESCRIBES_PER_CHANGE = 4;
  private static final double NANOS = 1e9;

  private final Map<String, Bucket> buckets = new TreeMap<>();
  private final Map<String, Long> refused = new TreeMap<>();

  private record Bucket(double tokens, Instant at) {}

  /// Takes a token if there is one.
  ///
  /// @param perSecond refill of changing calls
  boolean take(String action, double perSecond, Instant now) {
    var refill = refill(action, perSecond);
    var size = size(refill);
    var bucket = buckets.getOrDefault(action, new Bucket(size, now));
    var passed = Duration.between(bucket.at(), now).toNanos() / NANOS;
    var tokens = Math.min(size, bucket.tokens() + passed * refill);
    var allowed = tokens >= 1;
    buckets.put(action, new Bucket(allowed ? tokens - 1 : tokens, now));
    if (!allowed) {
      refused.merge(action, 1L, Long::sum);
    }
    return allowed;
  }

  /// How many calls of each action found no token.
  Map<String, Long> refused() {
    return Map.copyOf(refused);
  }

  /// Tokens of an action that come in a second.
  ///
  /// @param perSecond refill of changing calls
  public static double refill(String action, double perSecond) {
    return action.startsWith("Describe") ? DESCRIBES_PER_CHANGE * perSecond : perSecond;
  }

  /// Tokens that a bucket holds.
  public static double size(double refill) {
    return Math.max(1, SECONDS_HELD * refill);
  }
}
