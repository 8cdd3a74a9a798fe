package io.warmwell.ipamd.host;

import io.warmwell.cni.node.Repair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Decides when the same thing may be repaired again: somebody who keeps changing it must not keep
/// the node busy, nor the log. Other things are repaired as before.
///
/// Confined to one thread.
final class Patience {
  /// So many times in a row a thing is repaired at once.
  static final int FREE = 20;

  /// The first pause after that; it doubles with every repair.
  static final Duration PAUSE_MIN = Duration.ofSeconds(2);

  static final Duration PAUSE_MAX = Duration.ofMinutes(5);

  /// A thing that has been left alone for so long starts afresh.
  static final Duration QUIET = Duration.ofMinutes(1);

  private final Map<String, Past> past = new HashMap<>();

  /// @param times how often in a row it was repaired
  /// @param notBefore when it may be repaired again
  private record Past(int times, Instant notBefore) {}

  boolean allows(Repair repair, Instant now) {
    var before = past.get(repair.object());
    return before == null || !now.isBefore(before.notBefore());
  }

  /// Notes a repair, whatever came of it.
  ///
  /// @return the pause that follows, if this repair is the first one that has one
  Optional<Duration> tried(Repair repair, Instant now) {
    var times = times(repair, now) + 1;
    var pause = pause(times);
    past.put(repair.object(), new Past(times, now.plus(pause)));
    return times == FREE ? Optional.of(pause) : Optional.empty();
  }

  /// When something that is withheld now may be repaired.
  Optional<Instant> next(Instant now) {
    return past.values().stream()
        .map(Past::notBefore)
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  /// Forgets what has been left alone long enough.
  void forget(Instant now) {
    past.values().removeIf(before -> isOver(before, now));
  }

  private int times(Repair repair, Instant now) {
    var before = past.get(repair.object());
    return before == null || isOver(before, now) ? 0 : before.times();
  }

  private static boolean isOver(Past before, Instant now) {
    return !now.isBefore(before.notBefore().plus(QUIET));
  }

  private static Duration pause(int times) {
    if (times < FREE) {
      return Duration.ZERO;
    }
    var doublings = Math.min(times - FREE, Integer.SIZE - 1);
    var millis = PAUSE_MIN.toMillis() << doublings;
    return millis > PAUSE_MAX.toMillis() ? PAUSE_MAX : Duration.ofMillis(millis);
  }
}
