package io.warmwell.cni.server;

import io.warmwell.pool.AttachmentKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// Which attachments ADDs are under way for, so that a GC leaves alone what its runtime could not
/// list.
///
/// Thread-safe. The specification forbids a runtime to send an ADD during a GC (section 3,
/// "Lifecycle & Ordering"); one that does so all the same must not lose the pod.
final class Arrivals {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AttachmentKey, Integer> underWay = new HashMap<>();
  private final Set<Watch> watches = new HashSet<>();

  /// An ADD has come. Called before it takes its turn.
  void began(AttachmentKey key) {
    lock.lock();
    try {
      underWay.merge(key, 1, Integer::sum);
      watches.forEach(watch -> watch.seen.add(key));
    } finally {
      lock.unlock();
    }
  }

  /// An ADD is over, however it ended.
  void ended(AttachmentKey key) {
    lock.lock();
    try {
      underWay.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
    } finally {
      lock.unlock();
    }
  }

  /// Notes every ADD that is under way now or comes before the watch is closed.
  Watch watch() {
    lock.lock();
    try {
      var watch = new Watch(underWay.keySet());
      watches.add(watch);
      return watch;
    } finally {
      lock.unlock();
    }
  }

  /// What has been seen since [#watch].
  final class Watch implements AutoCloseable {
    private final Set<AttachmentKey> seen;

    private Watch(Set<AttachmentKey> underWay) {
      this.seen = new HashSet<>(underWay);
    }

    /// Whether an ADD for this attachment was under way at any moment of the watch.
    boolean saw(AttachmentKey key) {
      lock.lock();
      try {
        return seen.contains(key);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        watches.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
