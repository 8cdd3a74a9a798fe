package io.warmwell.cni.wiring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Has calls about the same name follow each other. Thread-safe. Names share a fixed number of
/// locks, so that it needs no cleaning up; a caller holds one at a time.
final class NameLocks {
  private static final int STRIPES = 128;

  private final List<ReentrantLock> stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();
  private final Duration timeout;

  /// @param timeout how long to wait for an earlier call
  NameLocks(Duration timeout) {
    this.timeout = timeout;
  }

  /// @throws IllegalStateException if an earlier call about the name does not end in time
  <T> T with(String name, Supplier<T> work) {
    return tryWith(name, timeout, work)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "an earlier call about " + name + " took over " + timeout));
  }

  /// Does work unless an earlier call about the name goes on for longer than `wait`.
  <T> Optional<T> tryWith(String name, Duration wait, Supplier<T> work) {
    var lock = stripes.get(Math.floorMod(name.hashCode(), STRIPES));
    try {
      if (!lock.tryLock(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
    try {
      return Optional.of(work.get());
    } finally {
      lock.unlock();
    }
  }
}
