package io.warmwell.netlink.wire;

import io.warmwell.inet.IpFamily;

/// Asks for everything of a kind, filtered by the kernel where it can. The filters need
/// NETLINK_GET_STRICT_CHK on the socket, without which the kernel ignores them.
public sealed interface Dump extends Request {

  @Override
  default int flags() {
    return Protocol.NLM_F_DUMP;
  }

  /// Every link. Same as: `ip link show`.
  record Links() implements Dump {

    @Override
    public int type() {
      return Protocol.RTM_GETLINK;
    }

    @Override
    public void write(MessageWriter out) {
      out.linkHeader(0, 0, 0);
      out.number(Protocol.IFLA_EXT_MASK, Protocol.RTEXT_FILTER_SKIP_STATS);
    }

    @Override
    public String toString() {
      return "link show";
    }
  }

  /// Every veth device. Same as: `ip link show type veth`.
  record Veths() implements Dump {

    @Override
    public int type() {
      return Protocol.RTM_GETLINK;
    }

    @Override
    public void write(MessageWriter out) {
      out.linkHeader(0, 0, 0);
      out.number(Protocol.IFLA_EXT_MASK, Protocol.RTEXT_FILTER_SKIP_STATS);
      out.nested(
          Protocol.IFLA_LINKINFO | Protocol.NLA_F_NESTED,
          () -> out.text(Protocol.IFLA_INFO_KIND, Link.VETH));
    }

    @Override
    public String toString() {
      return "link show type veth";
    }
  }

  /// The addresses of a device, or of [every][Device#EVERY] one, of both families. Same as: `ip
  /// addr show dev DEV`.
  record Addresses(Device device) implements Dump {

    @Override
    public int type() {
      return Protocol.RTM_GETADDR;
    }

    @Override
    public void write(MessageWriter out) {
      out.u8(Protocol.AF_UNSPEC).u8(0).u8(0).u8(0).u32(device.index());
    }

    @Override
    public String toString() {
      return "addr show dev " + device;
    }
  }

  /// The routes of a table, of one family. Same as: `ip route show table TABLE`.
  record Routes(IpFamily family, int table) implements Dump {

    @Override
    public int type() {
      return Protocol.RTM_GETROUTE;
    }

    @Override
    public void write(MessageWriter out) {
      out.u8(Protocol.number(family)).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0);
      out.number(Protocol.RTA_TABLE, table);
    }

    @Override
    public String toString() {
      return "route show table " + Integer.toUnsignedString(table);
    }
  }

  /// Every flow that connection tracking knows, of both families. Same as: `conntrack -L`.
  record Flows() implements Dump {

    @Override
    public int type() {
      return Protocol.CTNETLINK | Protocol.IPCTNL_MSG_CT_GET;
    }

    @Override
    public void write(MessageWriter out) {
      out.u8(Protocol.AF_UNSPEC).u8(0).u16(0);
    }

    @Override
    public String toString() {
      return "conntrack -L";
    }
  }

  /// Every rule of a family. Same as: `ip rule show`.
  record Rules(IpFamily family) implements Dump {

    @Override
    public int type() {
      return Protocol.RTM_GETRULE;
    }

    @Override
    public void write(MessageWriter out) {
      out.u8(Protocol.number(family)).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0);
    }

    @Override
    public String toString() {
      return "rule show";
    }
  }

  /// The neighbours of a device, or of [every][Device#EVERY] one, of both families. Same as: `ip
  /// neigh show dev DEV nud all`.
  record Neighbours(Device device) implements Dump {
    // linux/neighbour.h; the kernel filters by it.
    private static final int NDA_IFINDEX = 8;

    @Override
    public int type() {
      return Protocol.RTM_GETNEIGH;
    }

    @Override
    public void write(MessageWriter out) {
      out.u8(Protocol.AF_UNSPEC).u8(0).u16(0).u32(0).u16(0).u8(0).u8(0);
      out.number(NDA_IFINDEX, device.index());
    }

    @Override
    public String toString() {
      return "neigh show dev " + device;
    }
  }
}
