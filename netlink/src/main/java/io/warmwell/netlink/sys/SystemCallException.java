package io.warmwell.netlink.sys;

import io.warmwell.netlink.wire.Errno;

/// A system call that the kernel refused; the message names the call, its object and the errno.
public class SystemCallException extends IllegalStateException {
  private final Errno errno;

  /// @param tried the call and what it was about, for example `bind /run/warmwell/cni.sock`
  public SystemCallException(String tried, Errno errno) {
    this(tried, errno, "");
  }

  /// @param hint what the kernel or we have to say beyond the number, may be empty
  protected SystemCallException(String tried, Errno errno, String hint) {
    super(tried + ": " + errno + (hint.isEmpty() ? "" : ": " + hint));
    this.errno = errno;
  }

  /// Why it was refused.
  public Errno errno() {
    return errno;
  }
}
