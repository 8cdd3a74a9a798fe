package io.warmwell.ipamd.ipv6;

import io.warmwell.eni.Interface;
import io.warmwell.eni.Pause;
import io.warmwell.inet.Ipv6Prefix;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Semaphore;

/// The /80 of the primary interface that pods have their IPv6 addresses of. One is enough: it has
/// room for every IPv4 address there is.
///
/// Thread-safe. A thread of its own asks EC2 until there is one, and again when it was taken away.
public final class NodePrefix implements AutoCloseable {
  private static final Duration RETRY_MIN = Duration.ofSeconds(2);
  private static final Duration RETRY_MAX = Duration.ofMinutes(2);

  /// What EC2 lists lags behind what it does; nothing is lost by believing it late.
  private static final Duration SECOND_LOOK_AFTER = Duration.ofSeconds(20);

  private final PrefixSearch search;
  private final Pause pause;
  private final Thread thread;
  private final Semaphore doubts = new Semaphore(0);

  private NodePrefix(PrefixSearch search, Pause pause) {
    this.search = search;
    this.pause = pause;
    this.thread = Thread.ofVirtual().name("ipv6-prefix").unstarted(this::run);
  }

  /// Whether there is one.
  public sealed interface State {

    record Present(Ipv6Prefix prefix) implements State {}

    /// @param reason what EC2 said last
    record Missing(String reason) implements State {}
  }

  /// Starts to look for it.
  public static NodePrefix start(PrefixSearch search, Pause pause) {
    var prefix = new NodePrefix(search, pause);
    prefix.thread.start();
    return prefix;
  }

  /// What is known now.
  public State state() {
    return search.state();
  }

  /// Takes note of what EC2 has listed. Returns at once.
  public void surveyed(Collection<Interface> listed) {
    if (search.isMissedIn(listed)) {
      doubts.release();
    }
  }

  /// Stops looking.
  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        find();
        awaitLoss();
      }
    } catch (InterruptedException _) {
      // The daemon stops.
    }
  }

  private void find() throws InterruptedException {
    var wait = RETRY_MIN;
    while (!search.look()) {
      pause.pause(wait);
      wait = wait.compareTo(RETRY_MAX.dividedBy(2)) > 0 ? RETRY_MAX : wait.multipliedBy(2);
    }
  }

  private void awaitLoss() throws InterruptedException {
    do {
      doubts.acquire();
      pause.pause(SECOND_LOOK_AFTER);
      doubts.drainPermits();
    } while (!search.isLost());
  }
}
