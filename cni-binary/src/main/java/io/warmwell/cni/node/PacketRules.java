package io.warmwell.cni.node;

import static io.warmwell.cni.node.NodeLayout.NFT_TABLE;

import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Prefix;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The nftables commands that tell packets apart by the ENI they must leave by.
///
/// One map leads from the group of the device a packet came in by to a chain per ENI; the cost does
/// not grow with pods or ENIs. A chain for pods refuses packets that claim one of the node's own
/// addresses, or an IPv6 address that is not routed to where they come from: EC2 sees by the prefix
/// only that it is the node's, and not which pod's. Without a source, as `::`, pods only tell what
/// multicast groups they are in. It sets the mark, but for the primary ENI, whose packets go by the
/// main table. Marks go through a chain and not through a map of numbers, since nftables before 1.1
/// cannot combine a looked-up value with bits that must stay as they are.
///
/// Pods' packets are looked at right after kube-proxy has chosen a service's endpoint (nat
/// prerouting, in iptables and in nftables), since only then is it known whether they leave the
/// VPC. A connection that does is marked once, and translated and routed by its mark from then on.
/// What comes in for an address of the node is marked before that choice, with the ENI it came by.
final class PacketRules {
  private static final String TABLE = "inet " + NFT_TABLE;

  /// The chain that looks at what pods send.
  static final String HOOK = "pods";

  /// From the group of a device to the chain for its packets.
  static final String CHAINS = "chain_of_group";

  /// The same for what comes in by ENIs.
  private static final String ARRIVALS = "arrivals_of_group";

  /// From the ENI in a connection's mark to the chain for what leaves by it.
  private static final String WAYS = "way_of_connection";

  /// Destinations that pods reach by their own address.
  private static final String INSIDE = "inside";

  /// Packets of pods that were dropped for their source address.
  static final String SPOOFED = "spoofed";

  private static final String VIA_MAIN = "via_main";

  private final Egress egress;

  PacketRules(Egress egress) {
    this.egress = egress;
  }

  /// Makes the table, the maps and the hooks. Done again, it changes nothing: rules cannot be
  /// replaced in place, but emptying and filling a chain in one transaction is as good.
  String setUp() {
    return """
        add table %1$s
        add counter %1$s %8$s
        add map %1$s %2$s { type devgroup : verdict; }
        add map %1$s %3$s { type devgroup : verdict; }
        add map %1$s %4$s { type mark : verdict; }
        add set %1$s %5$s { type ipv4_addr; flags interval; auto-merge; }
        add set %1$s %6$s { type ipv4_addr; flags interval; auto-merge; }
        flush set %1$s %6$s
        add chain %1$s opening
        flush chain %1$s opening
        add chain %1$s %7$s { type filter hook prerouting priority dstnat + 10; policy accept; }
        flush chain %1$s %7$s
        add rule %1$s %7$s meta iifgroup vmap @%2$s
        """
            .formatted(TABLE, CHAINS, ARRIVALS, WAYS, INSIDE, VIA_MAIN, HOOK, SPOOFED)
        + elements(VIA_MAIN, egress.viaMain())
        + arrivals()
        + translation()
        + nodeLocal();
  }

  /// Makes everything, whatever of it is there: no packet sees a part, or nothing at all.
  ///
  /// @param devices device indexes of the ENIs
  String whole(List<Ipv4Prefix> vpc, Collection<Integer> devices) {
    // An element that leads elsewhere cannot be added over.
    var emptied =
        Stream.of(CHAINS, ARRIVALS, WAYS)
            .map(map -> "flush map %s %s\n".formatted(TABLE, map))
            .collect(Collectors.joining());
    return setUp()
        + emptied
        + inside(vpc)
        + devices.stream().map(this::add).collect(Collectors.joining());
  }

  /// Tells the VPC's CIDRs anew.
  String inside(List<Ipv4Prefix> vpc) {
    var excluded =
        egress.translation().stream().flatMap(translation -> translation.excluded().stream());
    return "flush set %s %s\n".formatted(TABLE, INSIDE)
        + elements(INSIDE, Stream.concat(vpc.stream(), excluded).toList());
  }

  /// Adds an ENI's chains, and leads its pods' group and its own to them.
  String add(int deviceIndex) {
    return pods(deviceIndex)
        + (egress.answersByArrival() ? arrivals(deviceIndex) : withoutArrivals(deviceIndex));
  }

  /// Takes them away, if they are there: what is added first can be deleted in any case.
  String remove(int deviceIndex) {
    return delete(CHAINS, NodeLayout.group(deviceIndex), chain(deviceIndex))
        + withoutArrivals(deviceIndex)
        + delete(WAYS, NodeLayout.mark(deviceIndex), leave(deviceIndex));
  }

  /// The chain for what pods on an ENI send.
  static String chain(int deviceIndex) {
    return "pods_" + deviceIndex;
  }

  /// The chain for what leaves by an ENI.
  static String leave(int deviceIndex) {
    return "leave_" + deviceIndex;
  }

  /// What is sent to an address of the node, before a service's endpoint takes its place.
  private String arrivals() {
    var hook =
        "add chain %s arrivals { type filter hook prerouting priority mangle; policy accept; }\n"
            .formatted(TABLE);
    return hook
        + (egress.answersByArrival()
            ? fill("arrivals", "meta iifgroup vmap @" + ARRIVALS)
            : drop("arrivals"));
  }

  /// Neither another pod nor anybody outside reaches an address that is good on its node only, and
  /// what connection tracking does not know cannot be translated. One that an earlier daemon has
  /// left here is seen as drift.
  private String nodeLocal() {
    return egress.nodeLocal()
        ? "add chain %s node_local { type filter hook forward priority filter; policy accept; }\n"
                .formatted(TABLE)
            + fill(
                "node_local",
                "ip daddr %s ct state new reject with icmpx admin-prohibited"
                    .formatted(Leases.NODE_LOCAL),
                "ip saddr %s ct state invalid drop".formatted(Leases.NODE_LOCAL))
        : "";
  }

  private String translation() {
    var hook =
        "add chain %s translation { type nat hook postrouting priority srcnat + 1; }\n"
            .formatted(TABLE);
    return hook + egress.translation().map(this::translation).orElse(drop("translation"));
  }

  /// Only the packet that opens a connection is asked about; after kube-proxy's masquerading, which
  /// comes first where both apply.
  private String translation(Egress.Translation translation) {
    return fill(
            "translation",
            "meta mark & %1$s == %1$s snat ip to %2$s %3$s"
                .formatted(hex(egress.mark()), translation.to(), translation.ports().flag()))
        + fill(
            "opening",
            "meta nfproto != ipv4 return",
            "ip daddr @" + INSIDE + " return",
            "fib daddr type local return",
            "ct mark set " + marked("ct", connection(0)),
            "meta mark set " + marked("meta", connection(0)),
            "accept");
  }

  private String pods(int deviceIndex) {
    var leave = leave(deviceIndex);
    var ways = egress.tracksConnections();
    return fill(leave, mark(deviceIndex))
        + (ways ? element(WAYS, NodeLayout.mark(deviceIndex), leave) : "")
        + fill(
            chain(deviceIndex),
            Stream.of(
                    "fib saddr type local counter name " + SPOOFED + " drop",
                    "ip6 saddr != :: fib saddr . iif oif 0 counter name " + SPOOFED + " drop",
                    ways ? decided() : "",
                    egress.translation().isPresent() ? "ct state new jump opening" : "",
                    egress.viaMain().isEmpty() ? "" : "ip daddr @" + VIA_MAIN + " accept",
                    "goto " + leave)
                .filter(rule -> !rule.isEmpty())
                .toArray(String[]::new))
        + element(CHAINS, NodeLayout.group(deviceIndex), chain(deviceIndex));
  }

  private String decided() {
    return "ct mark & %1$s == %1$s ct mark & %2$s vmap @%3$s"
        .formatted(hex(egress.mark()), hex(NodeLayout.MARK_MASK), WAYS);
  }

  private static String mark(int deviceIndex) {
    return deviceIndex == 0
        ? "accept"
        : "meta mark set meta mark & %s | %s"
            .formatted(hex(~NodeLayout.MARK_MASK), hex(NodeLayout.mark(deviceIndex)));
  }

  private String arrivals(int deviceIndex) {
    return fill(
            "arrivals_" + deviceIndex,
            "ct state new fib daddr type local ct mark set "
                + marked("ct", connection(deviceIndex)))
        + element(ARRIVALS, NodeLayout.uplinkGroup(deviceIndex), "arrivals_" + deviceIndex);
  }

  private static String withoutArrivals(int deviceIndex) {
    return delete(ARRIVALS, NodeLayout.uplinkGroup(deviceIndex), "arrivals_" + deviceIndex);
  }

  /// The mark of connections that go by an ENI whatever the pod's.
  private int connection(int deviceIndex) {
    return egress.mark() | NodeLayout.mark(deviceIndex);
  }

  private int mask() {
    return egress.mark() | NodeLayout.MARK_MASK;
  }

  private String marked(String what, int mark) {
    return "%s mark & %s | %s".formatted(what, hex(~mask()), hex(mark));
  }

  private static String fill(String chain, String... rules) {
    return "add chain %1$s %2$s\nflush chain %1$s %2$s\n".formatted(TABLE, chain)
        + Stream.of(rules)
            .map(rule -> "add rule %s %s %s\n".formatted(TABLE, chain, rule))
            .collect(Collectors.joining());
  }

  /// Deletes a chain that is there, with or without rules.
  private static String drop(String chain) {
    return "flush chain %1$s %2$s\ndelete chain %1$s %2$s\n".formatted(TABLE, chain);
  }

  private static String element(String map, int key, String chain) {
    return "add element %s %s { %d : goto %s }\n".formatted(TABLE, map, key, chain);
  }

  private static String delete(String map, int key, String chain) {
    return fill(chain)
        + element(map, key, chain)
        + "delete element %1$s %2$s { %3$d : goto %4$s }\ndelete chain %1$s %4$s\n"
            .formatted(TABLE, map, key, chain);
  }

  private static String elements(String set, List<Ipv4Prefix> prefixes) {
    return prefixes.isEmpty()
        ? ""
        : prefixes.stream()
            .map(Ipv4Prefix::toString)
            .collect(Collectors.joining(", ", "add element " + TABLE + " " + set + " { ", " }\n"));
  }

  private static String hex(int bits) {
    return "0x%08x".formatted(bits);
  }
}
