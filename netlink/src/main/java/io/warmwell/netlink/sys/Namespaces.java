package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.check;

import java.nio.file.Path;

/// Work inside another network namespace (setns(2), needs CAP_SYS_ADMIN). Thread-safe.
///
/// For tests and the simulator: the daemon never enters a namespace.
public final class Namespaces {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int STATUS_LOST = 70;

  private Namespaces() {}

  /// Work that may fail.
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    T run() throws X;
  }

  /// Runs work on this platform thread inside a network namespace and comes back. Sockets opened
  /// meanwhile stay in that namespace; threads started meanwhile are born in it.
  ///
  /// A thread that cannot come back would do its next work in the wrong network, so that the
  /// process is halted then.
  ///
  /// @param namespace for example `/run/netns/pod`
  /// @throws IllegalStateException on a virtual thread: its carrier would be moved
  /// @throws SystemCallException if the kernel refuses entry
  public static <T, X extends Exception> T run(Path namespace, Work<T, X> work) throws X {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("namespaces belong to platform threads: " + namespace);
    }
    try (var origin = Descriptor.open(Path.of("/proc/thread-self/ns/net"));
        var target = Descriptor.open(namespace)) {
      check(LIBC.setns(target.number(), CLONE_NEWNET), "setns " + namespace);
      try {
        return work.run();
      } finally {
        if (LIBC.setns(origin.number(), CLONE_NEWNET) < 0) {
          Runtime.getRuntime().halt(STATUS_LOST);
        }
      }
    }
  }
}
