package io.warmwell.netlink.wire;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;

/// Adds or deletes an address without the route to its prefix. Same as: `ip addr VERB
/// ADDRESS/LENGTH dev DEV noprefixroute`, for an IPv6 address with `nodad`: whoever assigns it
/// knows that nobody else has it, and it can be used at once.
///
/// @param device with its index
public record AddressChange(Verb verb, Device device, IpAddress address, int prefixLength)
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
    out.u8(Protocol.number(address.family())).u8(prefixLength).u8(0).u8(Protocol.RT_SCOPE_UNIVERSE);
    out.u32(device.index());
    out.bytes(Protocol.IFA_LOCAL, address.bytes());
    if (verb != Verb.DELETE) {
      var nodad = address.family() == IpFamily.IPV6 ? Protocol.IFA_F_NODAD : 0;
      out.number(Protocol.IFA_FLAGS, Protocol.IFA_F_NOPREFIXROUTE | nodad);
    }
    out.bytes(Protocol.IFA_ADDRESS, address.bytes());
  }

  @Override
  public String toString() {
    return "addr " + verb + " " + address + "/" + prefixLength + " dev " + device;
  }
}
