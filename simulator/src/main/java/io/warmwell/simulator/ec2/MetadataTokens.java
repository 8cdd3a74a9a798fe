package io.warmwell.simulator.ec2;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/// The session tokens of IMDSv2. Thread-safe: one lock guards them.
final class MetadataTokens {
  /// Bounds of a token's life. Source: EC2 User Guide, "Use the Instance Metadata Service".
  static final Duration LIFE_MIN = Duration.ofSeconds(1);

  static final Duration LIFE_MAX = Duration.ofHours(6);

  /// The oldest are forgotten, as if they had expired.
  private static final int TOKENS_MAX = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Session> sessions = new LinkedHashMap<>();

  private record Session(String instanceId, Instant end) {}

  String issue(String instanceId, Duration life, Instant now) {
    lock.lock();
    try {
      if (sessions.size() == TOKENS_MAX) {
        sessions.remove(sessions.keySet().iterator().next());
      }
      var token = UUID.randomUUID().toString();
      sessions.put(token, new Session(instanceId, now.plus(life)));
      return token;
    } finally {
      lock.unlock();
    }
  }

  boolean valid(String token, String instanceId, Instant now) {
    lock.lock();
    try {
      var session = sessions.get(token);
      return session != null
          && session.instanceId().equals(instanceId)
          && now.isBefore(session.end());
    } finally {
      lock.unlock();
    }
  }
}
