package io.warmwell.netlink.wire;

/// Asks for one link, answered with a [Link] or ENODEV. Same as: `ip link show DEV`.
public record LinkQuery(Device device) implements Request {

  @Override
  public int type() {
    return Protocol.RTM_GETLINK;
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public void write(MessageWriter out) {
    out.linkHeader(device.index(), 0, 0);
    out.number(Protocol.IFLA_EXT_MASK, Protocol.RTEXT_FILTER_SKIP_STATS);
    if (device.index() == 0) {
      out.text(Protocol.IFLA_IFNAME, device.name());
    }
  }

  @Override
  public String toString() {
    return "link show " + device;
  }
}
