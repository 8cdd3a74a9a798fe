package io.warmwell.ipamd.election;

import io.warmwell.eni.Pause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node's part in choosing the one that leads.
///
/// Thread-safe: [#leads] may be asked from any thread; everything else belongs to one.
///
/// What a leader does must be harmless when two do it: a machine that was suspended believes for up
/// to a [reign][Times#reign] after it woke that it still leads.
public final class Election {
  private static final Logger log = LoggerFactory.getLogger(Election.class);

  private final LeaseStore store;
  private final String self;
  private final Times times;
  private final Candidacy candidacy;
  private final Means means;
  private volatile Instant leadsUntil = Instant.MIN;

  /// Time and chance.
  ///
  /// @param clock steady
  /// @param random must be safe for concurrent use
  public record Means(InstantSource clock, Pause pause, RandomGenerator random) {}

  /// @param self who stands for election, unique in the cluster
  public Election(LeaseStore store, String self, Times times, Means means) {
    this.store = store;
    this.self = self;
    this.times = times;
    this.candidacy = new Candidacy(self, times);
    this.means = means;
  }

  /// Whether this node leads at this moment.
  public boolean leads() {
    return means.clock().instant().isBefore(leadsUntil);
  }

  /// Stands for election until the thread is told to stop.
  public void run() throws InterruptedException {
    means.pause().pause(upTo(times.firstLook()));
    while (true) {
      look();
      means.pause().pause(around(candidacy.rest(means.clock().instant())));
    }
  }

  /// Gives up what it has, so that nobody has to wait. To be called once, after [#run].
  public void resign() {
    leadsUntil = Instant.MIN;
    candidacy
        .farewell(means.clock().instant())
        .ifPresent(
            tenure -> {
              try {
                store.write(tenure);
                log.info("leads no more, for the daemon stops self={}", self);
              } catch (LeaseException e) {
                log.info("lease not given up, it ends by itself cause={}", e.getMessage());
              }
            });
  }

  private void look() {
    var led = leads();
    try {
      var wish = candidacy.wish(store.read(), means.clock().instant());
      if (wish.isPresent()) {
        var asked = means.clock().instant();
        candidacy.written(store.write(wish.get()), asked);
      }
    } catch (LeaseException e) {
      candidacy.failed();
      log.info("the lease cannot be read or written now leads={} cause={}", led, e.getMessage());
    }
    leadsUntil = candidacy.leadsUntil();
    if (leads() != led) {
      log.info("{} self={}", led ? "leads no more" : "leads the cluster's daemons", self);
    }
  }

  /// Half of it to one and a half times: nodes that start together are soon apart.
  private Duration around(Duration mean) {
    return mean.dividedBy(2).plus(upTo(mean));
  }

  private Duration upTo(Duration most) {
    return Duration.ofMillis(means.random().nextLong(most.toMillis() + 1));
  }
}
