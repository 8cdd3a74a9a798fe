package io.warmwell.ipamd.ipv6;

import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.Repair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// Whether the node forwards IPv6. Unlike IPv4's, which is set for each device by netlink, this is
/// one switch for the whole namespace in /proc/sys, which the daemon's container may not write.
public final class Forwarding {
  private static final String SETTING = "net.ipv6.conf.all.forwarding";
  private static final Path SWITCH = Path.of("/proc/sys", SETTING.split("\\."));
  private static final String ON = "1";

  private Forwarding() {}

  /// @throws IllegalStateException if it does not, saying what to do
  public static void requireIpv6() {
    try {
      if (isOff()) {
        throw new IllegalStateException(
            "ENABLE_IPv6=true, but the node does not forward IPv6: set "
                + SETTING
                + "=1, and net.ipv6.conf.eth0.accept_ra=2 so that it"
                + " keeps its own default route");
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "ENABLE_IPv6=true, but the kernel has no IPv6: cannot read " + SWITCH, e);
    }
  }

  /// Turns it on again, where the daemon may; it was on when the daemon started.
  ///
  /// @param allowed which repairs are wanted now
  public static Mended mend(Predicate<Repair> allowed) {
    Repair repair = new Repair.SetSetting(SETTING, "0", ON);
    try {
      if (!isOff()) {
        return Mended.NOTHING;
      }
      if (!allowed.test(repair)) {
        return new Mended(List.of(), List.of(), List.of(repair));
      }
      Files.writeString(SWITCH, ON);
      return new Mended(List.of(repair), List.of(), List.of());
    } catch (IOException e) {
      var refused = new Mended.Refused(repair, "pods have no IPv6 until somebody sets it: " + e);
      return new Mended(List.of(), List.of(refused), List.of());
    }
  }

  private static boolean isOff() throws IOException {
    return Files.readString(SWITCH).strip().equals("0");
  }
}
