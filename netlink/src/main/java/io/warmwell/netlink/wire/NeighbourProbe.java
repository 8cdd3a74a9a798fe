package io.warmwell.netlink.wire;

import io.warmwell.inet.Ipv4Address;

/// Has the kernel ask by ARP who has an address, now. Same as: `ip neigh add ADDRESS dev DEV use`.
///
/// @param device with its index
public record NeighbourProbe(Device device, Ipv4Address address) implements Request {
  // linux/neighbour.h
  private static final int NTF_USE = 1;

  @Override
  public int type() {
    return Protocol.RTM_NEWNEIGH;
  }

  @Override
  public int flags() {
    return Protocol.NLM_F_CREATE;
  }

  @Override
  public void write(MessageWriter out) {
    out.u8(Protocol.AF_INET).u8(0).u16(0).u32(device.index());
    out.u16(0).u8(NTF_USE).u8(0);
    out.bytes(Protocol.NDA_DST, address.bytes());
  }

  @Override
  public String toString() {
    return "neigh add " + address + " dev " + device + " use";
  }
}
