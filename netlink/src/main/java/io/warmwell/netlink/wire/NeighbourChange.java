package io.warmwell.netlink.wire;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.MacAddress;

/// Adds, replaces or deletes a permanent neighbour, which needs no ARP or NDP and never expires.
/// Same as: `ip neigh VERB ADDRESS lladdr MAC dev DEV nud permanent`.
///
/// @param device with its index
public record NeighbourChange(Verb verb, Device device, IpAddress address, MacAddress mac)
    implements Request {

  @Override
  public int type() {
    return verb.type(Protocol.RTM_NEWNEIGH);
  }

  @Override
  public int flags() {
    return verb.flags();
  }

  @Override
  public void write(MessageWriter out) {
    out.u8(Protocol.number(address.family())).u8(0).u16(0).u32(device.index());
    out.u16(Protocol.NUD_PERMANENT).u8(0).u8(0);
    out.bytes(Protocol.NDA_DST, address.bytes());
    out.bytes(Protocol.NDA_LLADDR, mac.bytes());
  }

  @Override
  public String toString() {
    return "neigh " + verb + " " + address + " lladdr " + mac + " dev " + device;
  }
}
