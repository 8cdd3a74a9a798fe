package io.warmwell.netlink.wire;

/// Deletes all links of a group, in about the time of one; ENODEV when there is none. Same as: `ip
/// link del group NUMBER`.
///
/// @param group not 0, which is where every other device is
public record LinkGroupDelete(int group) implements Request {

  /// @throws IllegalArgumentException if the group is 0
  public LinkGroupDelete {
    if (group == 0) {
      throw new IllegalArgumentException("group 0 holds every device that nobody has grouped");
    }
  }

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
    out.linkHeader(0, 0, 0).number(Protocol.IFLA_GROUP, group);
  }

  @Override
  public String toString() {
    return "link del group " + Integer.toUnsignedString(group);
  }
}
