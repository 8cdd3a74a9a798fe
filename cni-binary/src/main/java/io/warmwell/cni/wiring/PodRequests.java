package io.warmwell.cni.wiring;

import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpPrefix;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.sys.Outcome;
import io.warmwell.netlink.wire.AddressChange;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkChange;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.NeighbourChange;
import io.warmwell.netlink.wire.Request;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.RouteChange;
import io.warmwell.netlink.wire.Verb;
import io.warmwell.netlink.wire.VethAdd;
import java.util.ArrayList;
import java.util.List;

/// What wiring a pod asks of the kernel, as values.
final class PodRequests {
  static final int TABLE_MAIN = 254;
  private static final Device LOOPBACK = Device.named("lo");

  // Locally administered (second bit of the first byte), one block per end. Made of the address, so
  // that the next pod with it answers to the same MAC. Set by us, so that udev leaves it alone.
  private static final long HOST_MAC_BLOCK = 0x0257_0000_0000L;
  private static final long POD_MAC_BLOCK = 0x0657_0000_0000L;

  private PodRequests() {}

  static MacAddress hostMac(Ipv4Address address) {
    return new MacAddress(HOST_MAC_BLOCK | Integer.toUnsignedLong(address.bits()));
  }

  static MacAddress podMac(Ipv4Address address) {
    return new MacAddress(POD_MAC_BLOCK | Integer.toUnsignedLong(address.bits()));
  }

  static VethAdd veth(PodLink link, PodNamespace namespace) {
    return new VethAdd(
        link.hostInterface(),
        hostMac(link.address()),
        NodeLayout.group(link.deviceIndex()),
        link.mtu(),
        link.podInterface(),
        podMac(link.address()),
        namespace.namespace());
  }

  /// Inside the pod. Each may be done again over what it has made.
  ///
  /// @param pod the pod's end
  /// @param hostMac of the host's end, where the pod sends everything
  static List<Request> inPod(PodLink link, Device pod, MacAddress hostMac) {
    var requests = new ArrayList<Request>();
    requests.add(new LinkChange(LOOPBACK, new LinkProperty.Up()));
    requests.add(new LinkChange(pod, new LinkProperty.NoLinkLocal()));
    requests.add(new LinkChange(pod, new LinkProperty.Mtu(link.mtu()), new LinkProperty.Up()));
    link.addresses().forEach(address -> requests.addAll(inPod(address, pod, hostMac)));
    return requests;
  }

  private static List<Request> inPod(IpAddress address, Device pod, MacAddress hostMac) {
    var gateway = NodeLayout.podGateway(address.family());
    var everywhere = address.family().everywhere();
    return List.of(
        new AddressChange(Verb.REPLACE, pod, address, address.toPrefix().length()),
        route(gateway.toPrefix(), new Route.Target.OnLink(pod)),
        route(everywhere, new Route.Target.Via(gateway, pod)),
        new NeighbourChange(Verb.REPLACE, pod, gateway, hostMac));
  }

  /// On the host, in this order: nothing comes from the pod before its settings are made. The pod
  /// is a neighbour for good, so that the host asks no ARP, whose table overflows at a thousand
  /// pods.
  static List<Request> onHost(PodLink link, Device host, MacAddress podMac) {
    var settings = new ArrayList<>(NodeLayout.POD_LINK_SETTINGS);
    settings.add(new LinkProperty.Alias(link.alias()));
    settings.add(new LinkProperty.Group(NodeLayout.group(link.deviceIndex())));
    settings.add(new LinkProperty.Mtu(link.mtu()));
    var requests = new ArrayList<Request>();
    requests.add(new LinkChange(host, settings));
    requests.add(new LinkChange(host, new LinkProperty.NoLinkLocal()));
    requests.add(new LinkChange(host, new LinkProperty.Up()));
    for (var address : link.addresses()) {
      requests.add(new NeighbourChange(Verb.REPLACE, host, address, podMac));
      // Not in the place of another: whoever has the address now would lose it silently.
      requests.add(new RouteChange(Verb.ADD, NodeRouting.podRoute(address, host)));
    }
    return requests;
  }

  /// Takes a link out of service at once; it is deleted later, with its group.
  static LinkChange doom(Device host) {
    return new LinkChange(
        host, new LinkProperty.Down(), new LinkProperty.Group(NodeLayout.DOOMED_GROUP));
  }

  static List<Request> unroute(PodLink link, Device host) {
    return link.addresses().stream()
        .<Request>map(address -> new RouteChange(Verb.DELETE, NodeRouting.podRoute(address, host)))
        .toList();
  }

  /// The pod's end of a host's end, which the kernel tells by number only.
  static Device peer(PodLink link, Link host) {
    return new Device(host.peer(), link.podInterface());
  }

  /// Where IPv6 is off there is no link-local address to be suppressed.
  static boolean isWithoutIpv6(Outcome.Refusal refusal) {
    return refusal.errno().equals(Errno.EAFNOSUPPORT)
        && refusal.request() instanceof LinkChange change
        && change.properties().contains(new LinkProperty.NoLinkLocal());
  }

  private static RouteChange route(IpPrefix destination, Route.Target target) {
    return new RouteChange(Verb.REPLACE, new Route(TABLE_MAIN, destination, target));
  }
}
