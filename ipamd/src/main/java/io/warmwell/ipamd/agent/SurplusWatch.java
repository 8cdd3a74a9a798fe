package io.warmwell.ipamd.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Lets a surplus go only after it has lasted, so that churn does not turn into calls to EC2.
///
/// Owned by the agent thread.
final class SurplusWatch {
  /// Nodes that became idle together do not give back together.
  private static final double JITTER = 0.2;

  private Duration delay;
  private final RandomGenerator random;
  private Optional<Instant> due = Optional.empty();

  SurplusWatch(Duration delay, RandomGenerator random) {
    this.delay = delay;
    this.random = random;
  }

  /// Notes whether there is a surplus now, and tells whether it has lasted.
  boolean hasLasted(boolean surplus, Instant now) {
    if (!surplus) {
      due = Optional.empty();
      return false;
    }
    if (due.isEmpty()) {
      var jitter = (long) (delay.toMillis() * JITTER * random.nextDouble());
      due = Optional.of(now.plus(delay).plusMillis(jitter));
    }
    return due.filter(moment -> !now.isBefore(moment)).isPresent();
  }

  /// Changes how long a surplus must last, and starts to count anew.
  void delay(Duration changed) {
    delay = changed;
    restart();
  }

  /// Starts to count anew, since giving back did not work.
  void restart() {
    due = Optional.empty();
  }

  /// When the surplus will have lasted, if there is one.
  Optional<Instant> due() {
    return due;
  }
}
