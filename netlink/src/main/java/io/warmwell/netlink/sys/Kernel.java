package io.warmwell.netlink.sys;

import io.warmwell.netlink.wire.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/// The loaded C library, and the one place that reads errno. Thread-safe.
final class Kernel {
  static final LibC LIBC = LibraryLoader.create(LibC.class).load("c");
  static final int SOL_SOCKET = 1;
  static final short POLLIN = 1;
  static final short POLLOUT = 4;
  static final int MSG_DONTWAIT = 0x40;

  private static final Runtime RUNTIME = Runtime.getRuntime(LIBC);
  private static final int POLLFD_BYTES = 8;
  private static final int REVENTS_OFFSET = 6;

  private Kernel() {}

  /// Passes a result on, or throws what errno says when it is negative.
  static int check(int result, String tried) {
    return (int) check((long) result, tried);
  }

  static long check(long result, String tried) {
    if (result < 0) {
      throw new SystemCallException(tried, errno());
    }
    return result;
  }

  /// The errno of this thread's last call; errno is per thread and the next call overwrites it.
  static Errno errno() {
    return new Errno(LastError.getLastError(RUNTIME));
  }

  /// Zeroed memory in native byte order that lives as long as the arena.
  static ByteBuffer allocate(Arena arena, int bytes) {
    return arena.allocate(bytes, 8).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// The address of a direct buffer's position.
  static long address(ByteBuffer buffer) {
    return MemorySegment.ofBuffer(buffer).address();
  }

  /// Waits until one of the descriptors is ready for `event`.
  ///
  /// @return the position of the first ready one, or -1 when the time is over
  static int await(short event, Duration timeout, int... descriptors) {
    try (var arena = Arena.ofConfined()) {
      var polled = allocate(arena, POLLFD_BYTES * descriptors.length);
      for (var descriptor : descriptors) {
        polled.putInt(descriptor).putShort(event).putShort((short) 0);
      }
      polled.flip();
      poll(polled, descriptors.length, timeout);
      for (var i = 0; i < descriptors.length; i++) {
        if (polled.getShort(i * POLLFD_BYTES + REVENTS_OFFSET) != 0) {
          return i;
        }
      }
      return -1;
    }
  }

  static void setOption(int fd, int level, int option, int value, String tried) {
    try (var arena = Arena.ofConfined()) {
      var memory = allocate(arena, Integer.BYTES).putInt(0, value);
      check(LIBC.setsockopt(fd, level, option, address(memory), Integer.BYTES), tried);
    }
  }

  static int option(int fd, int level, int option, String tried) {
    try (var arena = Arena.ofConfined()) {
      var memory = allocate(arena, 2 * Integer.BYTES).putInt(Integer.BYTES, Integer.BYTES);
      var value = address(memory);
      check(LIBC.getsockopt(fd, level, option, value, value + Integer.BYTES), tried);
      return memory.getInt(0);
    }
  }

  private static void poll(ByteBuffer polled, int count, Duration timeout) {
    var millis = Math.clamp(timeout.toMillis(), 0, Integer.MAX_VALUE);
    var ready = LIBC.poll(address(polled), count, millis);
    // A signal ends the wait early: the JVM uses some for itself. The caller sees a short timeout.
    if (ready < 0 && !errno().equals(Errno.EINTR)) {
      throw new SystemCallException("poll " + count + " descriptors", errno());
    }
  }
}
