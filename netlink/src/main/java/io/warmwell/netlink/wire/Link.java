package io.warmwell.netlink.wire;

import io.warmwell.inet.MacAddress;
import java.util.Map;

/// A link as the kernel shows it.
///
/// @param mac zero when the device has no Ethernet address
/// @param mtu in bytes
/// @param alias empty when it has none
/// @param kind for example `veth`; empty for hardware
/// @param peer index of the device it belongs to, for a veth the other end in that end's namespace;
///   0 when there is none
/// @param inet IPv4 settings of the device; empty when IPv4 is off on it
/// @param linkLocal whether the kernel makes it an IPv6 link-local address; not when IPv6 is off on
///   it
public record Link(
    Device device,
    boolean up,
    MacAddress mac,
    int mtu,
    int group,
    String alias,
    String kind,
    int peer,
    Map<InetSetting, Integer> inet,
    boolean linkLocal)
    implements Entity {
  static final String VETH = "veth";

  public Link {
    inet = Map.copyOf(inet);
  }

  /// Whether it is one end of a veth pair.
  public boolean isVeth() {
    return kind.equals(VETH);
  }
}
