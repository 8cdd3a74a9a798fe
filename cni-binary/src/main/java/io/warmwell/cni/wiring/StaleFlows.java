package io.warmwell.cni.wiring;

import io.warmwell.inet.IpAddress;
import io.warmwell.netlink.Conntrack;
import io.warmwell.netlink.sys.SystemCallException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
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

  /// A pass locks every bucket of the table in turn, of which there are a quarter of a million, and
  /// released addresses rest for much longer than this.
  private static final Duration GATHER = Duration.ofSeconds(5);

  /// How many times as long as a pass took no other begins, for the table may be huge.
  private static final int REST_FACTOR = 9;

  private static final Duration SETTLE_WITHIN = Duration.ofSeconds(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final Conntrack conntrack;
  private final Thread thread;
  private final Backlog<IpAddress> released = new Backlog<>();

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
    released.add(addresses);
  }

  /// Waits until nothing is left of what went on at addresses before they were released, as far as
  /// it goes: a pod is better served with a stale flow than not at all.
  void settle(Collection<? extends IpAddress> addresses) {
    try {
      if (!released.await(addresses, SETTLE_WITHIN)) {
        log.warn("flows of earlier pods may be left addresses={} see=conntrack -L", addresses);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while earlier flows are forgotten", e);
    }
  }

  /// Forgets what is to be forgotten by now, and stops.
  @Override
  public void close() {
    released.stop();
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
      var rest = GATHER;
      for (var all = released.gathered(rest); !all.isEmpty(); all = released.gathered(rest)) {
        var began = System.nanoTime();
        forget(all);
        released.done(all);
        var tired = Duration.ofNanos(System.nanoTime() - began).multipliedBy(REST_FACTOR);
        rest = tired.compareTo(GATHER) > 0 ? tired : GATHER;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
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
}
