package io.warmwell.netlink.wire;

import io.warmwell.inet.IpFamily;
import io.warmwell.inet.IpPrefix;
import io.warmwell.inet.Ipv4Prefix;

/// A policy rule that sends packets to a routing table (ip-rule(8)).
///
/// @param priority lower ones are asked first
/// @param source what the packet's source must lie in; a prefix of length 0 is any of its family,
///   which is the rule's
/// @param mark what the packet's mark must be in the bits of `mask`
/// @param mask 0 when the mark does not matter
/// @param hasMore whether the kernel's rule has selectors or actions beyond these. Only ever read.
public record Rule(int priority, IpPrefix source, int mark, int mask, int table, boolean hasMore)
    implements Entity {
  /// Same as: `pref PRIORITY lookup TABLE`, of IPv4.
  public static Rule ofAll(int priority, int table) {
    return ofAll(IpFamily.IPV4, priority, table);
  }

  /// Same as: `pref PRIORITY lookup TABLE`.
  public static Rule ofAll(IpFamily family, int priority, int table) {
    return new Rule(priority, family.everywhere(), 0, 0, table, false);
  }

  /// Same as: `pref PRIORITY fwmark MARK/MASK lookup TABLE`, of IPv4.
  public static Rule ofMark(int priority, int mark, int mask, int table) {
    return new Rule(priority, IpFamily.IPV4.everywhere(), mark, mask, table, false);
  }

  /// Same as: `pref PRIORITY from SOURCE lookup TABLE`.
  public static Rule ofSource(int priority, IpPrefix source, int table) {
    return new Rule(priority, source, 0, 0, table, false);
  }

  @Override
  public String toString() {
    return "pref "
        + priority
        + (source.equals(Ipv4Prefix.EVERYWHERE) ? "" : " from " + source)
        + (mask == 0
            ? ""
            : " fwmark 0x" + Integer.toHexString(mark) + "/0x" + Integer.toHexString(mask))
        + " lookup "
        + Integer.toUnsignedString(table)
        + (hasMore ? " and more" : "");
  }
}
