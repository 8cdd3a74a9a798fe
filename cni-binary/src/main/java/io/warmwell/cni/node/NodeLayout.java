package io.warmwell.cni.node;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.netlink.wire.InetSetting;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.Rule;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// The numbers by which our tables, rules, marks, groups and names are told from everybody else's
/// in the node's network namespace.
///
/// All of them are fixed, so that a daemon of tomorrow recognises what one of today has made.
public final class NodeLayout {
  /// The routing table that holds the /32 route of every pod and nothing else: a lookup that misses
  /// goes on to the next rule. Far from the tables of the incumbent (2 to 16), Cilium (2004 and up)
  /// and kube-router (77).
  public static final int POD_TABLE = 20_000;

  /// The highest EC2 device index that has a table, a mark and a group. The default network card
  /// takes 15 at most; multi-card instances number up to 63.
  public static final int DEVICE_INDEX_MAX = 63;

  /// Pods first, as with the incumbent: traffic between pods of a node never leaves it.
  public static final int POD_RULE_PRIORITY = 512;

  /// Where the incumbent asks for pods on secondary ENIs, so that rules of others written with it
  /// in mind keep their order.
  public static final int MARK_RULE_PRIORITY = 1536;

  /// An ENI's own primary address, after the marks: both lead to the same table.
  public static final int SOURCE_RULE_PRIORITY = 1600;

  /// The bits of a packet's mark that name the ENI it must leave by. Free of kube-proxy's (0x4000,
  /// 0x8000), Calico's (0xffff0000) and the incumbent's (0x80). Cilium uses 0x0f00, but not beside
  /// another CNI plugin that routes.
  public static final int MARK_MASK = 0x3f00;

  /// The rule that leads to every pod.
  static final Rule POD_RULE = podRule(IpFamily.IPV4);

  private static final Set<Integer> RULE_PRIORITIES =
      Set.of(POD_RULE_PRIORITY, MARK_RULE_PRIORITY, SOURCE_RULE_PRIORITY);

  /// The group of devices that belong to pods on the primary ENI; those on others follow, by device
  /// index. "WW" in ASCII, since groups have no registry and people number theirs from 1.
  public static final int GROUP_BASE = 0x5757_0000;

  /// The group of the primary ENI's own link; those of others follow, by device index.
  public static final int UPLINK_GROUP_BASE = 0x5757_0100;

  /// The group of devices that are to be deleted: down, unreachable and out of the way.
  public static final int DOOMED_GROUP = 0x5757_ffff;

  /// Name of our nftables table, of family inet.
  public static final String NFT_TABLE = "warmwell";

  /// Where pods send everything; nobody has this address (RFC 3927), a permanent neighbour entry
  /// leads to the host's end of the veth pair.
  public static final Ipv4Address POD_GATEWAY = Ipv4Address.parse("169.254.1.1");

  /// The same for IPv6: a link-local address that no end of a pair has.
  public static final Ipv6Address POD_IPV6_GATEWAY = Ipv6Address.parse("fe80::1");

  /// What the host's end of every pod's veth pair is set to.
  ///
  /// Forwarding per device is enough: the kernel asks the device that a packet came in by
  /// (ip_route_input_slow), not the sysctl net.ipv4.ip_forward, which only presets new devices. The
  /// check of sources is off, and the node's own addresses are accepted, since either check would
  /// look up every packet's source in all rules and tables; a rule of nftables refuses the node's
  /// own addresses instead, by one look at the local table.
  public static final List<LinkProperty> POD_LINK_SETTINGS =
      List.of(
          new LinkProperty.Inet(InetSetting.FORWARDING, 1),
          new LinkProperty.Inet(InetSetting.RP_FILTER, 0),
          new LinkProperty.Inet(InetSetting.ACCEPT_LOCAL, 1));

  /// What every ENI's link is set to. Loose, since what comes in by a secondary ENI has a source
  /// that the main table would answer by the primary.
  public static final List<LinkProperty> INTERFACE_SETTINGS =
      List.of(
          new LinkProperty.Inet(InetSetting.FORWARDING, 1),
          new LinkProperty.Inet(InetSetting.RP_FILTER, 2));

  private static final int MARK_SHIFT = Integer.numberOfTrailingZeros(MARK_MASK);

  private NodeLayout() {}

  /// Where pods send everything of a family.
  public static IpAddress podGateway(IpFamily family) {
    return switch (family) {
      case IPV4 -> POD_GATEWAY;
      case IPV6 -> POD_IPV6_GATEWAY;
    };
  }

  /// The routing table of an ENI; the primary's is main, which is not ours.
  ///
  /// @throws IllegalArgumentException if the device index is not 1 to [#DEVICE_INDEX_MAX]
  public static int table(int deviceIndex) {
    if (deviceIndex == 0) {
      throw new IllegalArgumentException("the primary interface routes by table main");
    }
    return POD_TABLE + checked(deviceIndex);
  }

  /// The rule that leads to every pod of a family.
  static Rule podRule(IpFamily family) {
    return Rule.ofAll(family, POD_RULE_PRIORITY, POD_TABLE);
  }

  /// Whether a table is one of ours.
  public static boolean isOwnTable(int table) {
    return table >= POD_TABLE && table <= POD_TABLE + DEVICE_INDEX_MAX;
  }

  /// Whether rules of ours have this priority; others may have it too.
  public static boolean isOwnPriority(int priority) {
    return RULE_PRIORITIES.contains(priority);
  }

  /// The rule that leads marked packets to an ENI's table.
  ///
  /// @throws IllegalArgumentException if the device index is not 1 to [#DEVICE_INDEX_MAX]
  static Rule markRule(int deviceIndex) {
    return Rule.ofMark(MARK_RULE_PRIORITY, mark(deviceIndex), MARK_MASK, table(deviceIndex));
  }

  /// The mark, within [#MARK_MASK], of packets that must leave by an ENI; 0 for the primary.
  ///
  /// @throws IllegalArgumentException if the device index is not 0 to [#DEVICE_INDEX_MAX]
  public static int mark(int deviceIndex) {
    return checked(deviceIndex) << MARK_SHIFT;
  }

  /// The group of the devices of pods on an ENI.
  ///
  /// @throws IllegalArgumentException if the device index is not 0 to [#DEVICE_INDEX_MAX]
  public static int group(int deviceIndex) {
    return GROUP_BASE + checked(deviceIndex);
  }

  /// The group of an ENI's own link.
  ///
  /// @throws IllegalArgumentException if the device index is not 0 to [#DEVICE_INDEX_MAX]
  public static int uplinkGroup(int deviceIndex) {
    return UPLINK_GROUP_BASE + checked(deviceIndex);
  }

  /// The device index that a group stands for; empty if the group is not one of a pod's.
  public static OptionalInt deviceIndex(int group) {
    var deviceIndex = group - GROUP_BASE;
    return deviceIndex >= 0 && deviceIndex <= DEVICE_INDEX_MAX
        ? OptionalInt.of(deviceIndex)
        : OptionalInt.empty();
  }

  private static int checked(int deviceIndex) {
    if (deviceIndex < 0 || deviceIndex > DEVICE_INDEX_MAX) {
      throw new IllegalArgumentException(
          "device index is 0 to " + DEVICE_INDEX_MAX + ", not " + deviceIndex);
    }
    return deviceIndex;
  }
}
