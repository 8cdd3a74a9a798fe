package io.warmwell.simulator.ec2;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets what is due at a [SimulatedEc2] take effect while nobody calls it.
///
/// For a world whose clock runs; a test in virtual time calls [SimulatedEc2#advance]. Owns one
/// platform thread until it is closed. A failure of a [VpcListener] ends the thread with an error
/// in the log, as what it would have carried into the network is lost.
public final class SettlingThread implements AutoCloseable {
  /// How late a change can be.
  public static final Duration PERIOD = Duration.ofMillis(20);

  private static final Logger LOG = LoggerFactory.getLogger(SettlingThread.class);

  private final SimulatedEc2 ec2;
  private final CountDownLatch closed = new CountDownLatch(1);

  private SettlingThread(SimulatedEc2 ec2) {
    this.ec2 = ec2;
  }

  /// Starts it.
  public static SettlingThread start(SimulatedEc2 ec2) {
    var settling = new SettlingThread(ec2);
    Thread.ofPlatform()
        .daemon()
        .name("ec2-settling")
        .uncaughtExceptionHandler(
            (_, failure) -> LOG.error("simulated EC2 settles no more changes", failure))
        .start(settling::run);
    return settling;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        ec2.advance();
      }
    } catch (InterruptedException _) {
      // Nobody interrupts it but to end it.
      Thread.currentThread().interrupt();
    }
  }
}
