package io.warmwell.ipamd.ipv6;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether the node forwards IPv6. Unlike IPv4's, which is set for each device by netlink, this is
/// one switch for the whole namespace in /proc/sys, which the daemon's container may not write.
public final class Forwarding {
  private static final Path SWITCH = Path.of("/proc/sys/net/ipv6/conf/all/forwarding");

  private Forwarding() {}

  /// @throws IllegalStateException if it does not, saying what to do
  public static void requireIpv6() {
    String value;
    try {
      value = Files.readString(SWITCH).strip();
    } catch (IOException e) {
      throw new IllegalStateException(
          "ENABLE_IPv6=true, but the kernel has no IPv6: cannot read " + SWITCH, e);
    }
    if (value.equals("0")) {
      throw new IllegalStateException(
          "ENABLE_IPv6=true, but the node does not forward IPv6: set"
              + " net.ipv6.conf.all.forwarding=1, and net.ipv6.conf.eth0.accept_ra=2 so that it keeps"
              + " its own default route");
    }
  }
}
