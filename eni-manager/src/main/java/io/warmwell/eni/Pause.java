package io.warmwell.eni;

import java.time.Duration;

/// Lets time pass; `Thread::sleep` outside tests.
@FunctionalInterface
public interface Pause {

  /// Returns once this much time has passed.
  ///
  /// @throws InterruptedException if the thread is asked to stop meanwhile
  void pause(Duration length) throws InterruptedException;
}
