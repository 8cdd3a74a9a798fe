package io.warmwell.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Turns Ctrl-C and SIGTERM into an interrupt of one thread, and keeps the JVM alive until that
/// thread has cleaned up: the JVM runs its shutdown hooks while every thread goes on.
///
/// Made and closed by the thread that it interrupts.
public final class OrderlyEnd implements AutoCloseable {
  private static final Duration CLEAN_UP_MAX = Duration.ofSeconds(30);

  private final CountDownLatch cleaned = new CountDownLatch(1);

  private OrderlyEnd() {}

  /// From now on the calling thread is interrupted when the process is asked to end.
  public static OrderlyEnd ofThisThread() {
    var end = new OrderlyEnd();
    var thread = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end.interrupt(thread)));
    return end;
  }

  /// Everything is cleaned up; the process may end.
  @Override
  public void close() {
    cleaned.countDown();
  }

  private void interrupt(Thread thread) {
    if (cleaned.getCount() == 0) {
      return;
    }
    thread.interrupt();
    try {
      if (!cleaned.await(CLEAN_UP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("warmwell: not cleaned up after " + CLEAN_UP_MAX.toSeconds() + " s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
