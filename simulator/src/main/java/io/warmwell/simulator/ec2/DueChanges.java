package io.warmwell.simulator.ec2;

import io.warmwell.pool.EniId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/// Changes that have begun and take effect later: the earliest first, ties in the order of their
/// beginning.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class DueChanges {
  private final PriorityQueue<DueChange> queue = new PriorityQueue<>();
  private long sequence;

  /// An attachment that is to be settled.
  ///
  /// @param sequence order of its beginning
  record DueChange(Instant at, long sequence, EniId eni, String attachmentId)
      implements Comparable<DueChange> {
    private static final Comparator<DueChange> ORDER =
        Comparator.comparing(DueChange::at).thenComparingLong(DueChange::sequence);

    @Override
    public int compareTo(DueChange other) {
      return ORDER.compare(this, other);
    }
  }

  void add(Instant at, EniId eni, String attachmentId) {
    queue.add(new DueChange(at, sequence++, eni, attachmentId));
  }

  /// Takes the next change that is due.
  Optional<DueChange> poll(Instant now) {
    return next().filter(at -> !at.isAfter(now)).isPresent()
        ? Optional.ofNullable(queue.poll())
        : Optional.empty();
  }

  Optional<Instant> next() {
    return Optional.ofNullable(queue.peek()).map(DueChange::at);
  }
}
