package io.warmwell.netlink.wire;

import io.warmwell.inet.MacAddress;

/// Creates a pair of veth devices, one end here and the other straight in another network
/// namespace; both are down. Same as: `ip link add HOST mtu M address A group G type veth peer name
/// PEER netns N mtu M address B`.
///
/// The alias and the settings of [LinkProperty.Inet] cannot travel along: the kernel ignores the
/// first here and refuses the second (EAFNOSUPPORT). One queue per end is asked for, since newer
/// kernels would give each one per CPU.
///
/// @param peerNamespace descriptor of the peer's namespace
/// @param group of this end; nftables and ip(8) match devices by it
/// @param mtu of both ends, in bytes
public record VethAdd(
    String name,
    MacAddress mac,
    int group,
    int mtu,
    String peer,
    MacAddress peerMac,
    int peerNamespace)
    implements Request {

  @Override
  public int type() {
    return Protocol.RTM_NEWLINK;
  }

  @Override
  public int flags() {
    return Protocol.NLM_F_CREATE | Protocol.NLM_F_EXCL;
  }

  @Override
  public void write(MessageWriter out) {
    out.linkHeader(0, 0, 0);
    end(out, name, mac);
    out.number(Protocol.IFLA_GROUP, group);
    out.nested(
        Protocol.IFLA_LINKINFO,
        () -> {
          out.text(Protocol.IFLA_INFO_KIND, Link.VETH);
          out.nested(
              Protocol.IFLA_INFO_DATA, () -> out.nested(Protocol.VETH_INFO_PEER, () -> peer(out)));
        });
  }

  private void peer(MessageWriter out) {
    out.linkHeader(0, 0, 0);
    end(out, peer, peerMac);
    out.number(Protocol.IFLA_NET_NS_FD, peerNamespace);
  }

  private void end(MessageWriter out, String endName, MacAddress endMac) {
    out.text(Protocol.IFLA_IFNAME, endName);
    out.number(Protocol.IFLA_MTU, mtu);
    out.bytes(Protocol.IFLA_ADDRESS, endMac.bytes());
    out.number(Protocol.IFLA_NUM_TX_QUEUES, 1);
    out.number(Protocol.IFLA_NUM_RX_QUEUES, 1);
  }

  @Override
  public String toString() {
    return "link add " + name + " type veth peer name " + peer + " mtu " + mtu + " group " + group;
  }
}
