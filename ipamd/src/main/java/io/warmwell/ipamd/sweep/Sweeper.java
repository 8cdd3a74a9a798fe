package io.warmwell.ipamd.sweep;

import io.warmwell.eni.Pause;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sweeps again and again while this node leads.
///
/// Thread-safe: it runs on a thread of its own.
public final class Sweeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private final Thread thread;

  /// When there are passes.
  ///
  /// @param every mean time between two passes
  /// @param pause lets time pass
  /// @param random jitter; must be safe for concurrent use
  public record Rhythm(Duration every, Pause pause, RandomGenerator random) {

    /// Between two thirds and four thirds of the mean.
    Duration next() {
      var third = every.toMillis() / 3;
      return Duration.ofMillis(2 * third + random.nextLong(2 * third + 1));
    }

    /// The shortest time between two passes.
    public Duration shortest() {
      return Duration.ofMillis(2 * (every.toMillis() / 3));
    }
  }

  private Sweeper(Thread thread) {
    this.thread = thread;
  }

  /// Starts to sweep in the background.
  public static Sweeper start(Sweep sweep, BooleanSupplier leads, Rhythm rhythm) {
    return new Sweeper(
        Thread.ofVirtual().name("sweep").start(() -> untilInterrupted(sweep, leads, rhythm)));
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private static void untilInterrupted(Sweep sweep, BooleanSupplier leads, Rhythm rhythm) {
    try {
      run(sweep, leads, rhythm);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sweeps until the thread is told to stop.
  public static void run(Sweep sweep, BooleanSupplier leads, Rhythm rhythm)
      throws InterruptedException {
    var led = false;
    while (true) {
      rhythm.pause().pause(rhythm.next());
      var leading = leads.getAsBoolean();
      if (leading) {
        var result = sweep.pass(leads);
        if (!led || result.deleted() + result.left() > 0) {
          log.info("swept the cluster's unattached interfaces result={}", result);
        }
      } else if (led) {
        sweep.forget();
      }
      led = leading;
    }
  }
}
