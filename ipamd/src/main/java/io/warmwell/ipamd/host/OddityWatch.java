package io.warmwell.ipamd.host;

import io.warmwell.cni.wiring.Oddity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells of each oddity once, when it has lasted: a pod that is being added or deleted looks odd
/// for a moment.
///
/// Confined to one thread.
final class OddityWatch {
  /// Longer than a runtime takes to send the DEL of a pod that has gone.
  static final Duration LASTING = Duration.ofSeconds(90);

  private final Map<Oddity, Instant> since = new HashMap<>();
  private final Set<Oddity> told = new HashSet<>();

  /// @param seen all that are there now
  /// @return those that have lasted and were not told of before
  List<Oddity> lasting(Collection<Oddity> seen, Instant now) {
    var present = Set.copyOf(seen);
    since.keySet().retainAll(present);
    told.retainAll(present);
    return present.stream()
        .filter(oddity -> !now.isBefore(since.computeIfAbsent(oddity, _ -> now).plus(LASTING)))
        .filter(told::add)
        .toList();
  }
}
