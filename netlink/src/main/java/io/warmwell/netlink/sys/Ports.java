package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.check;

import io.warmwell.netlink.wire.Errno;
import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;

/// The addresses of this process's netlink sockets: numbers that the kernel puts into what it tells
/// of a change, so that everybody knows who has asked for it (netlink(7), `nl_pid`).
///
/// Thread-safe. They have the process's number in the middle, which makes them this process's own
/// within a network namespace; numbers that the kernel gives by itself are below or negative.
final class Ports {
  /// The bits that all sockets of this process share.
  static final int PROCESS_MASK = 0xffff_ff00;

  /// What those bits are.
  static final int PROCESS;

  private static final int AF_NETLINK = 16;
  private static final int ADDRESS_BYTES = 12;
  private static final int PORT_OFFSET = 4;
  private static final int OWN_BIT = 0x4000_0000;
  private static final int SHIFT = 8;
  private static final int COUNT = 1 << SHIFT;
  private static final AtomicInteger LAST = new AtomicInteger();
  private static final Errno EADDRINUSE = new Errno(98);

  static {
    // PID_MAX_LIMIT is 2^22.
    PROCESS = OWN_BIT | (int) (ProcessHandle.current().pid() << SHIFT);
  }

  private Ports() {}

  /// Gives a socket one of them; if none is free, the kernel gives it another with its first
  /// message.
  ///
  /// @throws SystemCallException if the kernel refuses
  static void bind(Descriptor socket) {
    try (var arena = Arena.ofConfined()) {
      var address = Kernel.allocate(arena, ADDRESS_BYTES);
      address.putShort(0, (short) AF_NETLINK);
      for (var attempt = 0; attempt < COUNT; attempt++) {
        address.putInt(PORT_OFFSET, PROCESS | (LAST.incrementAndGet() & (COUNT - 1)));
        var bound = LIBC.bind(socket.number(), Kernel.address(address), ADDRESS_BYTES);
        if (bound == 0 || !Kernel.errno().equals(EADDRINUSE)) {
          check(bound, "bind netlink port");
          return;
        }
      }
    }
  }
}
