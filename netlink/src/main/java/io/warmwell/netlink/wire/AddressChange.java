package io.warmwell.netlink.wire;

import io.warmwell.inet.Ipv4Address;

/// Adds or deletes an address without the route to its prefix. Same as: `ip addr VERB
/// ADDRESS/LENGTH dev DEV noprefixroute`.
///
/// @param device with its index
public record AddressChange(Verb verb, Device device, Ipv4Address address, int prefixLength)
    implements Request {

  @Override
  public int type() {
    return verb.type(Protocol.RTM_NEWADDR);
  }

  @Override
  public int flags() {
    return verb.flags();
  }

  @Override
  public void write(MessageWriter out) {
    out.u8(Protocol.AF_INET).u8(prefixLength).u8(0).u8(Protocol.RT_SCOPE_UNIVERSE);
    out.u32(device.index());
    out.bytes(Protocol.IFA_LOCAL, address.bytes());
    if (verb != Verb.DELETE) {
      out.number(Protocol.IFA_FLAGS, Protocol.IFA_F_NOPREFIXROUTE);
    }
    out.bytes(Protocol.IFA_ADDRESS, address.bytes());
  }

  @Override
  public String toString() {
    return "addr " + verb + " " + address + "/" + prefixLength + " dev " + device;
  }
}
