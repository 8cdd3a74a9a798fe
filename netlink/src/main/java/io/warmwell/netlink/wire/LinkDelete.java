package io.warmwell.netlink.wire;

/// Deletes a link, and the other end with it if it is a veth. Takes some 20 ms, in which the kernel
/// waits for its readers; calls of several threads overlap. Same as: `ip link del DEV`.
public record LinkDelete(Device device) implements Request {

  @Override
  public int type() {
    return Protocol.RTM_DELLINK;
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public void write(MessageWriter out) {
    out.linkHeader(device.index(), 0, 0);
    if (device.index() == 0) {
      out.text(Protocol.IFLA_IFNAME, device.name());
    }
  }

  @Override
  public String toString() {
    return "link del " + device;
  }
}
