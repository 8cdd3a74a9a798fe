package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.check;

import io.warmwell.netlink.wire.Errno;
import java.lang.foreign.Arena;
import java.time.Duration;

/// Tells when links appear, change or go, in the network namespace where it was opened. Same as:
/// `ip monitor link`.
///
/// Confined to one thread at a time.
public final class LinkMonitor implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int RTMGRP_LINK = 1;
  private static final int ADDRESS_BYTES = 12;
  private static final int GROUPS_OFFSET = 8;
  private static final int NOTIFICATION_BYTES_MAX = 32 * 1024;

  private final Descriptor socket;

  private LinkMonitor(Descriptor socket) {
    this.socket = socket;
  }

  /// Opens a monitor in this thread's network namespace; what happens from now on will be told.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static LinkMonitor open() {
    var type = SOCK_RAW | SOCK_CLOEXEC;
    var socket =
        Descriptor.adopt(check(LIBC.socket(AF_NETLINK, type, NETLINK_ROUTE), "socket netlink"));
    try (var arena = Arena.ofConfined()) {
      var address = Kernel.allocate(arena, ADDRESS_BYTES);
      address.putShort(0, (short) AF_NETLINK).putInt(GROUPS_OFFSET, RTMGRP_LINK);
      check(
          LIBC.bind(socket.number(), Kernel.address(address), ADDRESS_BYTES), "bind netlink links");
      return new LinkMonitor(socket);
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  /// Waits until something happens.
  ///
  /// @return false if nothing did in time. True does not say what: after an overflow nobody knows,
  ///   so that the caller must look at the links in any case
  /// @throws SystemCallException if the socket fails
  public boolean awaitChange(Duration timeout) {
    if (Kernel.await(Kernel.POLLIN, timeout, socket.number()) < 0) {
      return false;
    }
    try (var arena = Arena.ofConfined()) {
      var buffer = Kernel.allocate(arena, NOTIFICATION_BYTES_MAX);
      var address = Kernel.address(buffer);
      var flags = Kernel.MSG_DONTWAIT;
      while (LIBC.recv(socket.number(), address, NOTIFICATION_BYTES_MAX, flags) >= 0) {
        // Several at once need one look only.
      }
      var errno = Kernel.errno();
      if (!errno.equals(Errno.EAGAIN)
          && !errno.equals(Errno.ENOBUFS)
          && !errno.equals(Errno.EINTR)) {
        throw new SystemCallException("receive links", errno);
      }
      return true;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
