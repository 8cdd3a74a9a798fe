package io.warmwell.simulator.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// How many calls the account's region allows: a bucket of tokens per action.
///
/// Source: the AWS page "Request throttling for the Amazon EC2 API": describes hold 100 tokens and
/// refill by 20 a second where changing calls hold 50 and refill by 5.
final class TokenBuckets {
  private static final double SECONDS_HELD = 10;
  private static final double DESCRIBES_PER_CHANGE = 4;
  private static final double NANOS = 1e9;

  private final Map<String, Bucket> buckets = new TreeMap<>();

  private record Bucket(double tokens, Instant at) {}

  /// Takes a token if there is one.
  ///
  /// @param perSecond refill of changing calls
  boolean take(String action, double perSecond, Instant now) {
    var refill = action.startsWith("Describe") ? DESCRIBES_PER_CHANGE * perSecond : perSecond;
    var size = Math.max(1, SECONDS_HELD * refill);
    var bucket = buckets.getOrDefault(action, new Bucket(size, now));
    var passed = Duration.between(bucket.at(), now).toNanos() / NANOS;
    var tokens = Math.min(size, bucket.tokens() + passed * refill);
    var allowed = tokens >= 1;
    buckets.put(action, new Bucket(allowed ? tokens - 1 : tokens, now));
    return allowed;
  }
}
