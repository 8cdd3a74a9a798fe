package io.warmwell.netlink.wire;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpPrefix;

/// A route of one table.
public record Route(int table, IpPrefix destination, Target target) implements Entity {

  /// Where a route leads.
  public sealed interface Target {

    /// Onto a link: `dev DEV scope link`.
    record OnLink(Device device) implements Target {}

    /// To a gateway that is taken to be on the link whatever its address: `via GATEWAY dev DEV
    /// onlink`.
    record Via(IpAddress gateway, Device device) implements Target {}

    /// Anything else, for example a blackhole, a local address or several next hops. Only ever
    /// read.
    record Other(int type) implements Target {}
  }

  @Override
  public String toString() {
    return (destination.length() == 0 ? "default" : destination)
        + switch (target) {
          case Target.OnLink(var device) -> " dev " + device;
          case Target.Via(var gateway, var device) -> " via " + gateway + " dev " + device;
          case Target.Other(var type) -> " type " + type;
        }
        + " table "
        + Integer.toUnsignedString(table);
  }
}
