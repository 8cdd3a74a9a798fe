package io.warmwell.cni.server;

import io.warmwell.pool.AttachmentKey;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one verb at a time work on an attachment, in order of arrival, and parks no thread for it.
///
/// A runtime that gave up on an ADD sends DEL at once, perhaps while the ADD still waits for an
/// address or is being wired: out of turn, the DEL would find nothing and the ADD wire a dead pod.
///
/// Thread-safe: the lock guards the map and is not held while a verb runs.
final class Turns {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<AttachmentKey, ArrayDeque<Runnable>> taken = new HashMap<>();

  /// Runs a turn on this thread if the attachment is free, otherwise keeps it for later. Whoever
  /// runs it calls [#leave] when it is over.
  void take(AttachmentKey key, Runnable turn) {
    lock.lock();
    try {
      var waiting = taken.get(key);
      if (waiting != null) {
        waiting.add(turn);
        return;
      }
      taken.put(key, new ArrayDeque<>());
    } finally {
      lock.unlock();
    }
    turn.run();
  }

  /// Ends the turn that runs and gives out the one that has waited longest.
  Optional<Runnable> leave(AttachmentKey key) {
    lock.lock();
    try {
      var waiting = taken.get(key);
      if (waiting == null) {
        throw new IllegalStateException("nobody has the turn of " + key);
      }
      var next = Optional.ofNullable(waiting.poll());
      if (next.isEmpty()) {
        taken.remove(key);
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
