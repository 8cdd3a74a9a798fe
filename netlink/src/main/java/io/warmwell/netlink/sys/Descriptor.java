package io.warmwell.netlink.sys;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file descriptor that is closed exactly once. Thread-safe, but a descriptor must not be closed
/// while another thread uses its number: the kernel gives the number to the next file opened.
public final class Descriptor implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000;

  private final int number;
  private final AtomicBoolean owned = new AtomicBoolean(true);

  private Descriptor(int number) {
    this.number = number;
  }

  /// Takes over the duty of closing an open descriptor.
  ///
  /// @throws IllegalArgumentException if the number is negative
  public static Descriptor adopt(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a file descriptor: " + number);
    }
    return new Descriptor(number);
  }

  /// Opens a file for reading, for example `/run/netns/pod`. Same as: open(2) with O_CLOEXEC.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static Descriptor open(Path path) {
    return new Descriptor(
        Kernel.check(Kernel.LIBC.open(path.toString(), O_CLOEXEC), "open " + path));
  }

  /// The number the kernel knows it by.
  ///
  /// @throws IllegalStateException if it has been closed or released
  public int number() {
    if (!owned.get()) {
      throw new IllegalStateException("descriptor " + number + " is closed");
    }
    return number;
  }

  /// Gives the number away, with the duty of closing it.
  ///
  /// @throws IllegalStateException if it has been closed or released before
  public int release() {
    if (!owned.compareAndSet(true, false)) {
      throw new IllegalStateException("descriptor " + number + " is closed");
    }
    return number;
  }

  /// Closes it. An error is ignored: Linux has freed the number even then (close(2)).
  @Override
  public void close() {
    if (owned.compareAndSet(true, false)) {
      var _ = Kernel.LIBC.close(number);
    }
  }

  @Override
  public String toString() {
    return "descriptor " + number;
  }
}
