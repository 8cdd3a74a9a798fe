package io.warmwell.netlink.sys;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file descriptor that is closed at most once. Thread-safe, but a descriptor must not be closed
/// while another thread uses its number: the kernel gives the number to the next file opened.
public final class Descriptor implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000;

  private final int number;
  private final boolean closes;
  private final AtomicBoolean open = new AtomicBoolean(true);

  private Descriptor(int number, boolean closes) {
    if (number < 0) {
      throw new IllegalArgumentException("not a file descriptor: " + number);
    }
    this.number = number;
    this.closes = closes;
  }

  /// Takes over the duty of closing an open descriptor.
  ///
  /// @throws IllegalArgumentException if the number is negative
  public static Descriptor adopt(int number) {
    return new Descriptor(number, true);
  }

  /// Uses an open descriptor that somebody else closes, after this one.
  ///
  /// @throws IllegalArgumentException if the number is negative
  public static Descriptor borrow(int number) {
    return new Descriptor(number, false);
  }

  /// Opens a file for reading, for example `/run/netns/pod`. Same as: open(2) with O_CLOEXEC.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static Descriptor open(Path path) {
    return new Descriptor(
        Kernel.check(Kernel.LIBC.open(path.toString(), O_CLOEXEC), "open " + path), true);
  }

  /// The number the kernel knows it by.
  ///
  /// @throws IllegalStateException if it has been closed or released
  public int number() {
    if (!open.get()) {
      throw new IllegalStateException("descriptor " + number + " is closed");
    }
    return number;
  }

  /// Gives the number away, with the duty of closing it.
  ///
  /// @throws IllegalStateException if it has been closed or released before
  public int release() {
    if (!open.compareAndSet(true, false)) {
      throw new IllegalStateException("descriptor " + number + " is closed");
    }
    return number;
  }

  /// Closes it. An error is ignored: Linux has freed the number even then (close(2)).
  @Override
  public void close() {
    if (open.compareAndSet(true, false) && closes) {
      var _ = Kernel.LIBC.close(number);
    }
  }

  @Override
  public String toString() {
    return "descriptor " + number;
  }
}
