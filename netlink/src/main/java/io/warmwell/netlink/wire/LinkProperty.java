package io.warmwell.netlink.wire;

import io.warmwell.inet.MacAddress;

/// One thing that a [LinkChange] sets.
public sealed interface LinkProperty {

  /// Same as: `ip link set DEV up`.
  record Up() implements LinkProperty {}

  /// Same as: `ip link set DEV down`.
  record Down() implements LinkProperty {}

  /// Same as: `ip link set DEV mtu BYTES`.
  record Mtu(int bytes) implements LinkProperty {}

  /// Same as: `ip link set DEV group NUMBER`.
  record Group(int number) implements LinkProperty {}

  /// Same as: `ip link set DEV alias TEXT`; at most 255 bytes.
  record Alias(String text) implements LinkProperty {}

  /// Same as: `ip link set DEV address MAC`.
  record Mac(MacAddress mac) implements LinkProperty {}

  /// Same as: `sysctl net.ipv4.conf.DEV.SETTING=VALUE`, without access to /proc.
  record Inet(InetSetting setting, int value) implements LinkProperty {}

  /// Same as: `ip link set DEV addrgenmode none`: no IPv6 link-local address, and so no duplicate
  /// address detection and no router solicitation. EAFNOSUPPORT where IPv6 is off.
  record NoLinkLocal() implements LinkProperty {}
}
