package io.warmwell.netlink.wire;

/// Settings of IPv4 on one device, which are also files in `/proc/sys/net/ipv4/conf/DEVICE`
/// (linux/ip.h, `IPV4_DEVCONF_`; meaning: the kernel's ip-sysctl.rst).
public enum InetSetting {
  /// 1 forwards what comes in by the device.
  FORWARDING(1),
  /// 1 answers ARP for addresses that are routed elsewhere.
  PROXY_ARP(3),
  /// 0 does not check the source of what comes in, 1 strictly, 2 loosely; the larger of this and
  /// `all` counts.
  RP_FILTER(8),
  /// 1 accepts the host's own addresses as source of what comes in.
  ACCEPT_LOCAL(23);

  private final int number;

  InetSetting(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
