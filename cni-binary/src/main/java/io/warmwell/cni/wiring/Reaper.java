package io.warmwell.cni.wiring;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.sys.SystemCallException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes the links of the doomed group, many at once, on a thread of its own: the kernel waits
/// some 20 ms for its readers at every deletion, be it one link or thirty, and holds its lock
/// meanwhile.
///
/// Thread-safe. The set of names is bounded by the links that exist. A sweep at the start takes
/// what an earlier process left behind.
final class Reaper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
  // Deletions come in bursts; one that began at once would hold up the rest of its burst.
  private static final Duration GATHER = Duration.ofMillis(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final Netlink netlink;
  private final Thread thread;
  private final Backlog<String> doomed = new Backlog<>();

  private Reaper(Netlink netlink) {
    this.netlink = netlink;
    this.thread = Thread.ofPlatform().daemon().name("link-reaper").unstarted(this::run);
  }

  /// @param netlink of the node's namespace; closed by [#close]
  static Reaper start(Netlink netlink) {
    var reaper = new Reaper(netlink);
    reaper.thread.start();
    return reaper;
  }

  /// Has a link deleted soon that has been put into the doomed group.
  void doom(String name) {
    doomed.add(Set.of(name));
  }

  /// Waits until a link that was [doomed][#doom] is gone.
  ///
  /// @return false if it is not in time
  boolean awaitGone(String name, Duration timeout) throws InterruptedException {
    return doomed.await(Set.of(name), timeout);
  }

  /// Deletes what is doomed by now, and stops.
  @Override
  public void close() {
    doomed.stop();
    try {
      if (thread.join(STOP_WITHIN)) {
        netlink.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      var swept = sweep();
      while (swept || doomed.pause(RETRY_AFTER)) {
        var names = doomed.gathered(GATHER);
        if (names.isEmpty()) {
          return;
        }
        swept = sweep();
        if (swept) {
          doomed.done(names);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean sweep() {
    try {
      netlink.deleteLinks(NodeLayout.DOOMED_GROUP);
      return true;
    } catch (SystemCallException e) {
      LOG.warn("doomed links stay for now, trying again in {}", RETRY_AFTER, e);
      return false;
    }
  }
}
