package io.warmwell.cni.wiring;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.sys.SystemCallException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> doomed = new HashSet<>();
  private int waiting;
  private boolean stopped;

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
    lock.lock();
    try {
      doomed.add(name);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a link that was [doomed][#doom] is gone.
  ///
  /// @return false if it is not in time
  boolean awaitGone(String name, Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      waiting++;
      changed.signalAll();
      var left = timeout.toNanos();
      while (doomed.contains(name) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !doomed.contains(name);
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /// Deletes what is doomed by now, and stops.
  @Override
  public void close() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
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
      while (awaitWork(swept)) {
        var names = gathered();
        swept = sweep();
        if (swept) {
          gone(names);
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

  /// Waits for doomed links.
  ///
  /// @return false once stopped, when there are none or they cannot be deleted
  private boolean awaitWork(boolean swept) throws InterruptedException {
    lock.lock();
    try {
      var pause = swept ? 0 : RETRY_AFTER.toNanos();
      while (pause > 0 && !stopped) {
        pause = changed.awaitNanos(pause);
      }
      while (doomed.isEmpty() && !stopped) {
        changed.await();
      }
      return !doomed.isEmpty() && (swept || !stopped);
    } finally {
      lock.unlock();
    }
  }

  private Set<String> gathered() throws InterruptedException {
    lock.lock();
    try {
      var left = GATHER.toNanos();
      while (left > 0 && waiting == 0 && !stopped) {
        left = changed.awaitNanos(left);
      }
      return Set.copyOf(doomed);
    } finally {
      lock.unlock();
    }
  }

  private void gone(Set<String> names) {
    lock.lock();
    try {
      doomed.removeAll(names);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
