package io.warmwell.netlink.sys;

import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.Request;

/// A request that the kernel refused, for example `route add 10.0.0.5/32 dev eniabc table 20000:
/// EEXIST (17): text of the kernel`.
public final class NetlinkException extends SystemCallException {

  /// @param text the kernel's own explanation, may be empty
  public NetlinkException(Request request, Errno errno, String text) {
    super(request.toString(), errno, text);
  }
}
