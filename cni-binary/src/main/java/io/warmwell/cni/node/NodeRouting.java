package io.warmwell.cni.node;

import static io.warmwell.cni.node.NodeLayout.POD_TABLE;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.Nftables;
import io.warmwell.netlink.sys.NetlinkException;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's routing, in the network namespace whose thread [opened][#open] it: one rule for all
/// pods, one rule, one table and one nftables chain per secondary ENI, nothing per pod but a route.
///
/// Confined to one thread at a time, which blocks for milliseconds. Needs CAP_NET_ADMIN and nothing
/// else. Every method makes the kernel what it shall be and leaves alone what is so already, so
/// that a restart interrupts nobody; every method throws
/// [io.warmwell.netlink.sys.SystemCallException] or [io.warmwell.netlink.NftablesException] if the
/// kernel refuses, and may be called again.
public final class NodeRouting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRouting.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private final Netlink netlink;
  private final Nftables nftables;
  private final PacketTable packets;
  private final NodeFacts facts;
  private boolean hasIpv6;

  private NodeRouting(Netlink netlink, Nftables nftables) {
    this.netlink = netlink;
    this.nftables = nftables;
    this.packets = new PacketTable(nftables);
    this.facts = new NodeFacts(netlink);
  }

  /// Opens it in this thread's network namespace.
  ///
  /// @throws UnsatisfiedLinkError if libnftables.so.1 is not installed (Debian: libnftables1)
  public static NodeRouting open() {
    return new NodeRouting(Netlink.open(ANSWER_WITHIN), Nftables.open());
  }

  /// What became of an ENI that shall be routed.
  public sealed interface Presence {

    /// It is there and routed.
    ///
    /// @param device name of its link, for example `eth1`
    record Routed(String device) implements Presence {}

    /// No link has its MAC address yet.
    record LinkAbsent() implements Presence {}
  }

  /// What became of a pod's interface that shall be as the journal has it.
  public enum Restoration {
    /// Nothing was missing.
    WHOLE,
    /// Its route, its group or its settings were missing, and are back.
    REPAIRED,
    /// There is no such interface, or it is another pod's.
    ABSENT,
    /// Its address is routed to another interface, and nothing was changed: two pods may claim it
    CONTESTED
  }

  /// Makes what all pods share: the rule that leads to their table, and the hooks that mark.
  ///
  /// @param vpc the VPC's CIDRs
  public void setUp(Egress egress, List<Ipv4Prefix> vpc) {
    netlink.addRule(NodeLayout.POD_RULE);
    hasIpv6 = addIpv6Rule();
    packets.setUp(egress, vpc);
    LOG.info(
        "set up routing table={} nftables={} egress={} vpc={}",
        POD_TABLE,
        NodeLayout.NFT_TABLE,
        egress,
        vpc);
  }

  /// Without harm where no pod has an IPv6 address.
  private boolean addIpv6Rule() {
    try {
      netlink.addRule(NodeLayout.podRule(IpFamily.IPV6));
      return true;
    } catch (NetlinkException e) {
      if (!e.errno().equals(Errno.EAFNOSUPPORT)) {
        throw e;
      }
      LOG.info("the kernel has no IPv6");
      return false;
    }
  }

  /// Takes over the CIDRs that the VPC has now, in one transaction.
  public void vpc(List<Ipv4Prefix> cidrs) {
    packets.vpc(cidrs);
    LOG.info("the VPC's CIDRs are now {}", cidrs);
  }

  /// Routes pods by an ENI, once [#setUp] is done. Of the primary only the link is touched.
  public Presence addInterface(NodeInterface added) {
    var found = link(added.mac());
    if (found.isEmpty()) {
      return new Presence.LinkAbsent();
    }
    var device = found.get().device();
    netlink.change(device, asUplink(added));
    netlink.change(device, new LinkProperty.Up());
    if (added.deviceIndex() > 0) {
      route(added, device);
    }
    // Last, when everything is there that a marked packet needs.
    packets.add(added.deviceIndex());
    LOG.info(
        "routed interface device={} link={} mac={} primary={} mtu={}",
        added.deviceIndex(),
        device,
        added.mac(),
        added.primary(),
        added.mtu());
    return new Presence.Routed(device.name());
  }

  /// The MAC addresses of all links but pods'.
  public Set<MacAddress> linkAddresses() {
    return links().map(Link::mac).collect(Collectors.toSet());
  }

  /// Takes away what [#addInterface] made for a secondary ENI, whose link may be gone already.
  ///
  /// @throws IllegalArgumentException if the device index is 0, the primary's
  public void removeInterface(int deviceIndex) {
    var table = NodeLayout.table(deviceIndex);
    packets.remove(deviceIndex);
    netlink.rules().stream()
        .filter(rule -> rule.table() == table && !rule.hasMore())
        .forEach(netlink::deleteRule);
    netlink.routes(table).stream()
        .filter(route -> !(route.target() instanceof Route.Target.Other))
        .forEach(netlink::deleteRoute);
    LOG.info("removed routing of interface device={} table={}", deviceIndex, table);
  }

  /// Compares what there is on the node with what shall be, and makes the one the other. Pods' own
  /// routes and interfaces are not looked at.
  ///
  /// @param interfaces the ENIs that pods are routed by; one whose link is away is left alone
  /// @param leased device indexes of the ENIs that pods have addresses of
  /// @param allowed which repairs are wanted now
  public Mended mend(
      Collection<NodeInterface> interfaces, Set<Integer> leased, Predicate<Repair> allowed) {
    var wanted = new NodeDrift.Wanted(List.copyOf(interfaces), leased, hasIpv6);
    var drift = NodeDrift.of(wanted, facts.of(wanted));
    return Mended.attempt(drift, allowed, netlink).and(mendPackets(allowed));
  }

  /// The pods that are wired, as the kernel has them, by name of their interface.
  public List<WiredPod> wiredPods() {
    var addresses = addressesByDevice(netlink.routes(POD_TABLE));
    return netlink.veths().stream()
        .flatMap(veth -> wired(veth, addresses).stream())
        .sorted(Comparator.comparing(WiredPod::hostInterface))
        .toList();
  }

  /// What the pods' table routes, to links with or without an identity.
  public List<Ipv4Prefix> podDestinations() {
    return podPrefixes().toList();
  }

  /// The IPv6 addresses that the pods' table routes to links.
  public List<Ipv6Address> podIpv6Addresses() {
    return netlink.routes(IpFamily.IPV6, POD_TABLE).stream()
        .filter(route -> route.target() instanceof Route.Target.OnLink)
        .map(route -> route.destination().base())
        .filter(Ipv6Address.class::isInstance)
        .map(Ipv6Address.class::cast)
        .toList();
  }

  /// Whether a pod is routed to any address of a block. Asked before EC2 is given the block back.
  public boolean inUse(Ipv4Prefix block) {
    return podPrefixes().anyMatch(block::overlaps);
  }

  /// Makes a pod's interface on the host what it shall be: its group, its settings, its route. The
  /// pod's own end is not looked at, since the daemon cannot enter it.
  ///
  /// @param alias identity that the interface must carry
  public Restoration restore(
      String hostInterface, String alias, Ipv4Address address, int deviceIndex) {
    var link = netlink.link(hostInterface).filter(present -> present.alias().equals(alias));
    if (link.isEmpty() || link.get().group() == NodeLayout.DOOMED_GROUP) {
      return Restoration.ABSENT;
    }
    var group = NodeLayout.group(deviceIndex);
    var device = link.get().device();
    var route = route(address);
    if (route.isPresent() && !leadsTo(route.get(), device)) {
      return Restoration.CONTESTED;
    }
    if (route.isPresent() && isWhole(link.get(), group)) {
      return Restoration.WHOLE;
    }
    netlink.change(device, withGroup(group));
    netlink.change(device, new LinkProperty.Up());
    netlink.replaceRoute(podRoute(address, device));
    LOG.warn("repaired pod interface link={} address={} device={}", device, address, deviceIndex);
    return Restoration.REPAIRED;
  }

  /// The route that leads to a pod.
  public static Route podRoute(IpAddress address, Device device) {
    return new Route(POD_TABLE, address.toPrefix(), new Route.Target.OnLink(device));
  }

  @Override
  public void close() {
    netlink.close();
    nftables.close();
  }

  private Mended mendPackets(Predicate<Repair> allowed) {
    var drift = packets.drift();
    if (drift.isEmpty()) {
      return Mended.NOTHING;
    }
    List<Repair> repairs = List.of(drift.get());
    if (!allowed.test(drift.get())) {
      return new Mended(List.of(), List.of(), repairs);
    }
    packets.fill();
    return new Mended(repairs, List.of(), List.of());
  }

  private Stream<Ipv4Prefix> podPrefixes() {
    return netlink.routes(POD_TABLE).stream()
        .map(Route::destination)
        .filter(Ipv4Prefix.class::isInstance)
        .map(Ipv4Prefix.class::cast);
  }

  private void route(NodeInterface added, Device device) {
    netlink.replaceAddress(device, added.primary(), added.subnet().length());
    netlink.replaceRoute(added.defaultRoute(device));
    replaceRule(NodeLayout.markRule(added.deviceIndex()));
    replaceRule(added.sourceRule());
  }

  /// Adds a rule, then deletes those of the same priority and table that an earlier ENI with this
  /// device index has left: two to the same table do no harm meanwhile.
  private void replaceRule(Rule rule) {
    netlink.addRule(rule);
    Predicate<Rule> left =
        other ->
            other.priority() == rule.priority()
                && other.table() == rule.table()
                && !other.hasMore()
                && !other.equals(rule);
    netlink.rules().stream().filter(left).forEach(netlink::deleteRule);
  }

  private Optional<Link> link(MacAddress mac) {
    return links().filter(link -> link.mac().equals(mac)).findFirst();
  }

  // Pods' own ends are no ENIs, whatever their address.
  private Stream<Link> links() {
    return netlink.links().stream().filter(link -> NodeLayout.deviceIndex(link.group()).isEmpty());
  }

  /// The addresses of pods, by the number of the device they are routed to.
  private static Map<Integer, List<Ipv4Address>> addressesByDevice(List<Route> routes) {
    var addresses = new HashMap<Integer, List<Ipv4Address>>();
    for (var route : routes) {
      if (route.target() instanceof Route.Target.OnLink(var device)
          && route.destination() instanceof Ipv4Prefix destination
          && destination.isSingle()) {
        addresses.computeIfAbsent(device.index(), _ -> new ArrayList<>()).add(destination.base());
      }
    }
    return addresses;
  }

  private static Optional<WiredPod> wired(Link veth, Map<Integer, List<Ipv4Address>> addresses) {
    var deviceIndex = NodeLayout.deviceIndex(veth.group());
    if (veth.alias().isEmpty() || deviceIndex.isEmpty()) {
      return Optional.empty();
    }
    var own = addresses.getOrDefault(veth.device().index(), List.of()).stream().sorted().toList();
    return Optional.of(
        new WiredPod(veth.alias(), veth.device().name(), own, deviceIndex.getAsInt()));
  }

  private static boolean isWhole(Link link, int group) {
    return link.up()
        && link.group() == group
        && NodeLayout.POD_LINK_SETTINGS.stream()
            .allMatch(
                setting ->
                    setting instanceof LinkProperty.Inet(var name, var value)
                        && link.inet().getOrDefault(name, 0) == value);
  }

  private Optional<Route> route(Ipv4Address address) {
    return netlink.routes(POD_TABLE).stream()
        .filter(route -> route.destination().equals(address.toPrefix()))
        .findFirst();
  }

  private static boolean leadsTo(Route route, Device device) {
    return route.target() instanceof Route.Target.OnLink(var target)
        && target.index() == device.index();
  }

  private static LinkProperty[] asUplink(NodeInterface added) {
    return Stream.concat(
            Stream.of(
                new LinkProperty.Mtu(added.mtu()),
                new LinkProperty.Group(NodeLayout.uplinkGroup(added.deviceIndex()))),
            NodeLayout.INTERFACE_SETTINGS.stream())
        .toArray(LinkProperty[]::new);
  }

  private static LinkProperty[] withGroup(int group) {
    return Stream.concat(
            Stream.of(new LinkProperty.Group(group)), NodeLayout.POD_LINK_SETTINGS.stream())
        .toArray(LinkProperty[]::new);
  }
}
