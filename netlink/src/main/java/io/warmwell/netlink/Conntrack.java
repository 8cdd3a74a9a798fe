package io.warmwell.netlink;

import io.warmwell.inet.IpAddress;
import io.warmwell.netlink.sys.NetlinkSocket;
import io.warmwell.netlink.wire.Dump;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.Flow;
import io.warmwell.netlink.wire.FlowDelete;
import java.time.Duration;
import java.util.Set;

/// Connection tracking of one namespace.
///
/// Confined to one thread at a time.
public final class Conntrack implements AutoCloseable {
  private final NetlinkSocket socket;

  private Conntrack(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Opens it in this thread's network namespace.
  ///
  /// @param timeout how long to wait for one answer
  /// @throws io.warmwell.netlink.sys.SystemCallException if the kernel refuses
  public static Conntrack open(Duration timeout) {
    return new Conntrack(NetlinkSocket.openNetfilter(timeout));
  }

  /// Forgets all flows that somebody at one of these addresses began or answers. The kernel goes
  /// over its whole table for it, once: some milliseconds, and a microsecond for each flow.
  ///
  /// @return how many were forgotten
  /// @throws io.warmwell.netlink.sys.SystemCallException if the kernel refuses or does not answer
  public int forget(Set<IpAddress> addresses) {
    var flows =
        socket.dump(new Dump.Flows(), entity -> isOf(entity, addresses)).stream()
            .map(Flow.class::cast)
            .map(FlowDelete::new)
            .toList();
    var outcome = socket.attempt(flows);
    outcome.orThrowUnless(refusal -> refusal.errno().equals(Errno.ENOENT));
    return flows.size() - outcome.refusals().size();
  }

  @Override
  public void close() {
    socket.close();
  }

  private static boolean isOf(Entity entity, Set<IpAddress> addresses) {
    return entity instanceof Flow flow
        && (addresses.contains(flow.source()) || addresses.contains(flow.answerer()));
  }
}
