package io.warmwell.ipamd.cluster;

import io.warmwell.ipamd.election.Election;
import io.warmwell.ipamd.election.Times;
import io.warmwell.ipamd.kubernetes.ApiServer;
import io.warmwell.ipamd.sweep.Caution;
import io.warmwell.ipamd.sweep.Sweep;
import io.warmwell.ipamd.sweep.Sweeper;
import java.time.Duration;

/// What one node does for the whole cluster: it is elected, and sweeps leaked interfaces.
///
/// Thread-safe.
final class Duty implements AutoCloseable {
  static final String LEASE = "warmwell-leaked-enis";

  /// The daemon does not stop later because the API server does not answer.
  private static final Duration FAREWELL_MAX = Duration.ofSeconds(2);

  private final Election election;
  private final Thread standing;
  private final Sweeper sweeper;

  private Duty(Election election, Thread standing, Sweeper sweeper) {
    this.election = election;
    this.standing = standing;
    this.sweeper = sweeper;
  }

  static Duty begin(SweepOrder order, ApiServer server, Cluster.Means means) {
    var rhythm = new Sweeper.Rhythm(order.every(), means.pause(), means.random());
    // Who wants to sweep soon must know soon whether to.
    var firstLook = Times.CALM.firstLook();
    var times =
        Times.CALM.firstLookWithin(
            order.every().compareTo(firstLook) < 0 ? order.every() : firstLook);
    var election =
        new Election(
            server.lease(LEASE),
            order.self(),
            times,
            new Election.Means(means.clock(), means.pause(), means.random()));
    var sweep =
        new Sweep(
            order.ec2(),
            order.place(),
            new Caution(Caution.AGE, rhythm.shortest()),
            means.pause(),
            means.clock());
    var standing = Thread.ofVirtual().name("election").start(() -> stand(election));
    return new Duty(election, standing, Sweeper.start(sweep, election::leads, rhythm));
  }

  @Override
  public void close() {
    sweeper.close();
    standing.interrupt();
    var farewell =
        Thread.ofVirtual()
            .name("resign")
            .start(
                () -> {
                  try {
                    standing.join();
                    election.resign();
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                });
    try {
      farewell.join(FAREWELL_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    farewell.interrupt();
  }

  private static void stand(Election election) {
    try {
      election.run();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
