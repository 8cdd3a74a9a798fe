package io.warmwell.cni.wiring;

import io.warmwell.inet.IpAddress;
import io.warmwell.netlink.Conntrack;
import io.warmwell.netlink.sys.SystemCallException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has connection tracking forget the flows of pods that are gone, on a thread of its own, before
/// another pod gets their address: a flow that is known already keeps the translation it had, and
/// would lead the next owner's packets to wherever the last one's went.
///
/// Thread-safe. The kernel goes over all of its table for one address as for a hundred, so they are
/// gathered. An address that is wanted earlier is waited for. What is pending when the process dies
/// is not remembered; such flows end by themselves.
final class StaleFlows implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StaleFlows.class);
  private static final Duration GATHER = Duration.ofMillis(500);

  /// How many times as long as a pass took no other begins, for the table may be huge.
  private static final int REST_FACTOR = 9;

  private static final Duration SETTLE_WITHIN = Duration.ofSeconds(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final Conntrack conntrack;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<IpAddress> pending = new HashSet<>();
  private int waiting;
  private boolean stopped;

  private StaleFlows(Conntrack conntrack) {
    this.conntrack = conntrack;
    this.thread = Thread.ofPlatform().daemon().name("stale-flows").unstarted(this::run);
  }

  /// @param conntrack of the node's namespace; closed by [#close]
  static StaleFlows start(Conntrack conntrack) {
    var flows = new StaleFlows(conntrack);
    flows.thread.start();
    return flows;
  }

  /// Has the flows of addresses forgotten soon; no pod has them any more.
  void released(Collection<? extends IpAddress> addresses) {
    lock.lock();
    try {
      pending.addAll(addresses);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until nothing is left of what went on at addresses before they were released, as far as
  /// it goes: a pod is better served with a stale flow than not at all.
  void settle(Collection<? extends IpAddress> addresses) {
    lock.lock();
    try {
      waiting++;
      changed.signalAll();
      var left = SETTLE_WITHIN.toNanos();
      while (!Collections.disjoint(pending, addresses) && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (left <= 0) {
        log.warn("flows of earlier pods may be left addresses={} see=conntrack -L", addresses);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while earlier flows are forgotten", e);
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /// Forgets what is to be forgotten by now, and stops.
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
        conntrack.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      var rest = Duration.ZERO;
      for (var addresses = gathered(rest); !addresses.isEmpty(); addresses = gathered(rest)) {
        var began = System.nanoTime();
        forget(addresses);
        rest = Duration.ofNanos(System.nanoTime() - began).multipliedBy(REST_FACTOR);
        done(addresses);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return nothing once stopped
  private Set<IpAddress> gathered(Duration rest) throws InterruptedException {
    lock.lock();
    try {
      while (pending.isEmpty() && !stopped) {
        changed.await();
      }
      var left = Math.max(rest.toNanos(), GATHER.toNanos());
      while (left > 0 && waiting == 0 && !stopped) {
        left = changed.awaitNanos(left);
      }
      return Set.copyOf(pending);
    } finally {
      lock.unlock();
    }
  }

  private void forget(Set<IpAddress> addresses) {
    try {
      var forgotten = conntrack.forget(addresses);
      log.debug("forgot flows flows={} addresses={}", forgotten, addresses.size());
    } catch (SystemCallException e) {
      log.warn(
          "flows of {} released addresses stay until they end by themselves; does this kernel have"
              + " nf_conntrack_netlink?",
          addresses.size(),
          e);
    }
  }

  private void done(Set<IpAddress> addresses) {
    lock.lock();
    try {
      pending.removeAll(addresses);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
