package io.warmwell.ipamd.agent;

import io.warmwell.pool.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Releases that failed and are tried again: until EC2 has said what became of a withdrawn block,
/// it can be neither leased nor forgotten.
///
/// Owned by the agent thread.
final class Retries {
  /// Giving back is never urgent.
  static final Duration PAUSE = Duration.ofSeconds(20);

  private record Retry(Effect effect, Instant at) {}

  private final RandomGenerator random;
  private final List<Retry> waiting = new ArrayList<>();

  Retries(RandomGenerator random) {
    this.random = random;
  }

  void add(Effect effect, Instant now) {
    var jitter = random.nextLong(PAUSE.toMillis());
    waiting.add(new Retry(effect, now.plus(PAUSE).plusMillis(jitter)));
  }

  /// Removes and returns those whose time has come.
  List<Effect> due(Instant now) {
    var due = waiting.stream().filter(retry -> !now.isBefore(retry.at())).toList();
    waiting.removeAll(due);
    return due.stream().map(Retry::effect).toList();
  }

  /// Those that wait.
  List<Effect> pending() {
    return waiting.stream().map(Retry::effect).toList();
  }

  /// When the next one's time comes.
  Optional<Instant> next() {
    return waiting.stream().map(Retry::at).min(Instant::compareTo);
  }
}
