package io.warmwell.cni.wiring;

import io.warmwell.netlink.sys.NetlinkSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// A few rtnetlink sockets of the node's namespace, shared by any number of callers.
///
/// Thread-safe. All are opened at once by the thread that makes it, so that no caller's thread can
/// open one in the wrong namespace. Few are enough, since the kernel carries out one request at a
/// time (rtnl_lock).
final class HostSockets implements AutoCloseable {
  private static final int SOCKETS = 8;

  private final List<NetlinkSocket> all = new ArrayList<>();
  private final BlockingQueue<NetlinkSocket> free = new ArrayBlockingQueue<>(SOCKETS);
  private final Duration timeout;

  /// Opens them in this thread's network namespace.
  ///
  /// @param timeout how long to wait for a socket, and on it for an answer
  static HostSockets open(Duration timeout) {
    var sockets = new HostSockets(timeout);
    for (var i = 0; i < SOCKETS; i++) {
      sockets.all.add(NetlinkSocket.open(timeout));
    }
    sockets.free.addAll(sockets.all);
    return sockets;
  }

  private HostSockets(Duration timeout) {
    this.timeout = timeout;
  }

  /// Work on a socket.
  interface Work<T> {
    T on(NetlinkSocket socket);
  }

  /// Does work on a socket that nobody else uses meanwhile.
  ///
  /// @throws IllegalStateException if none gets free in time
  <T> T with(Work<T> work) {
    var socket = take();
    try {
      return work.on(socket);
    } finally {
      // Also after an answer that did not come: the socket skips what comes too late.
      free.add(socket);
    }
  }

  @Override
  public void close() {
    all.forEach(NetlinkSocket::close);
  }

  private NetlinkSocket take() {
    try {
      var socket = free.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (socket == null) {
        throw new IllegalStateException(
            "all " + SOCKETS + " netlink sockets busy for " + timeout + ": the kernel is stuck");
      }
      return socket;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a netlink socket", e);
    }
  }
}
