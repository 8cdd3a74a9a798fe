package io.warmwell.netlink.wire;

import io.warmwell.inet.IpFamily;

/// Some setting of a family has been set on a device; which and to what is not read.
///
/// @param deviceIndex the device's number, or [#ALL], or another negative number for `default`
public record SettingChange(IpFamily family, int deviceIndex) implements Entity {
  /// The settings of the whole namespace (linux/netconf.h, `NETCONFA_IFINDEX_ALL`).
  public static final int ALL = -1;
}
