package io.warmwell.cni.wiring;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What is to be done soon and many at once: some add to it, one thread does it, and whoever cannot
/// go on before some of it is done waits.
///
/// Thread-safe.
final class Backlog<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<T> pending = new HashSet<>();
  private int waiting;
  private boolean stopped;

  void add(Collection<? extends T> things) {
    lock.lock();
    try {
      pending.addAll(things);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Takes off what has been done.
  void done(Collection<T> things) {
    lock.lock();
    try {
      pending.removeAll(things);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until nothing of these is to be done; nobody gathers meanwhile.
  ///
  /// @return false if something still is when the time is over
  boolean await(Collection<? extends T> things, Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      return Collections.disjoint(pending, things) || awaitDone(things, timeout);
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitDone(Collection<? extends T> things, Duration timeout)
      throws InterruptedException {
    waiting++;
    try {
      changed.signalAll();
      var left = timeout.toNanos();
      while (!Collections.disjoint(pending, things) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return Collections.disjoint(pending, things);
    } finally {
      waiting--;
    }
  }

  /// Waits for something to do, and then a little for more, unless somebody waits.
  ///
  /// @return all there is to do; nothing once stopped and all is done
  Set<T> gathered(Duration gather) throws InterruptedException {
    lock.lock();
    try {
      while (pending.isEmpty() && !stopped) {
        changed.await();
      }
      var left = gather.toNanos();
      while (left > 0 && waiting == 0 && !stopped) {
        left = changed.awaitNanos(left);
      }
      return Set.copyOf(pending);
    } finally {
      lock.unlock();
    }
  }

  /// Waits, whoever else does.
  ///
  /// @return false once stopped
  boolean pause(Duration time) throws InterruptedException {
    lock.lock();
    try {
      var left = time.toNanos();
      while (left > 0 && !stopped) {
        left = changed.awaitNanos(left);
      }
      return !stopped;
    } finally {
      lock.unlock();
    }
  }

  /// Nothing is waited for any more.
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
