package io.warmwell.cni.wiring;

import io.warmwell.cni.Alias;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.LinkDrift;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Route;
import java.util.ArrayList;
import java.util.List;

/// Compares a pod's end on the host with what wiring made it. Pure.
///
/// The pod's own end is out of reach: only the shim enters a pod's namespace, for ADD and CHECK.
final class PodDrift {
  private static final MacAddress UNKNOWN = new MacAddress(0);

  private final PodLink pod;
  private final Link host;
  private final List<Repair.OfNetwork> repairs = new ArrayList<>();

  private PodDrift(PodLink pod, Link host) {
    this.pod = pod;
    this.host = host;
  }

  /// What is to be repaired, in this order.
  ///
  /// @param pod its MTU is 0 if it is not known
  /// @param host an interface that [is the pod's][#isOf]
  /// @param routes those of the pods' tables to the pod's addresses
  /// @param neighbours those of the interface
  static List<Repair.OfNetwork> of(
      PodLink pod, Link host, List<Route> routes, List<Neighbour> neighbours) {
    var drift = new PodDrift(pod, host);
    drift.compareLink();
    pod.addresses().forEach(address -> drift.compareRoute(address, routes));
    drift.compareNeighbour(neighbours);
    pod.ipv6().ifPresent(address -> drift.compareNeighbour(address, neighbours));
    return drift.repairs;
  }

  /// Whether an interface is the pod's and stays: it carries the pod's identity, or has lost it and
  /// has the MAC address that is made of the pod's.
  static boolean isOf(PodLink pod, Link link) {
    return link.isVeth()
        && link.device().name().equals(pod.hostInterface())
        && link.group() != NodeLayout.DOOMED_GROUP
        && (link.alias().equals(pod.alias())
            || (link.mac().equals(PodRequests.hostMac(pod.address()))
                && Alias.parse(link.alias()).isEmpty()));
  }

  /// Whether a route leads to the pod's interface.
  static boolean leadsTo(Link host, Route route) {
    return route.target() instanceof Route.Target.OnLink(var device)
        && device.index() == host.device().index();
  }

  private void compareLink() {
    var link =
        LinkDrift.of(host)
            .alias(pod.alias())
            .mac(PodRequests.hostMac(pod.address()))
            .group(NodeLayout.group(pod.deviceIndex()))
            .settings(NodeLayout.POD_LINK_SETTINGS)
            .withoutLinkLocal()
            .up();
    if (pod.mtu() > 0) {
      link.mtu(pod.mtu());
    }
    link.repair().ifPresent(repairs::add);
  }

  private void compareRoute(IpAddress address, List<Route> routes) {
    var present =
        routes.stream().filter(route -> route.destination().equals(address.toPrefix())).toList();
    if (present.stream().noneMatch(route -> leadsTo(host, route))) {
      var route = NodeRouting.podRoute(address, host.device());
      repairs.add(Repair.setRoute(route, host.device().name(), present.isEmpty()));
    }
  }

  /// A MAC address that the pod itself has answered with is believed, whatever it is: a plugin that
  /// came later may have changed it. One that somebody has written down is not.
  private void compareNeighbour(List<Neighbour> neighbours) {
    var device = host.device();
    var mac = PodRequests.podMac(pod.address());
    var found = neighbours.stream().filter(n -> n.address().equals(pod.address())).findFirst();
    if (found.isEmpty()) {
      repairs.add(Repair.askNeighbour(device, pod.address()));
      return;
    }
    var neighbour = found.get();
    if (neighbour.permanent() && !neighbour.mac().equals(mac)) {
      repairs.add(Repair.forgetNeighbour(device, pod.address(), neighbour.mac()));
      repairs.add(Repair.askNeighbour(device, pod.address()));
    } else if (!neighbour.permanent() && neighbour.mac().equals(mac)) {
      repairs.add(Repair.keepNeighbour(device, pod.address(), mac));
    }
  }

  /// Nobody can be asked by IPv6, since the host's end has no address to ask from. What the pod has
  /// answered by ARP is believed here too.
  private void compareNeighbour(Ipv6Address address, List<Neighbour> neighbours) {
    var mac =
        neighbours.stream()
            .filter(n -> n.address().equals(pod.address()) && !n.permanent())
            .map(Neighbour::mac)
            .filter(answered -> !answered.equals(UNKNOWN))
            .findFirst()
            .orElse(PodRequests.podMac(pod.address()));
    var found = neighbours.stream().filter(n -> n.address().equals(address)).findFirst();
    if (found.filter(n -> n.permanent() && n.mac().equals(mac)).isEmpty()) {
      var text = found.map(n -> "lladdr " + n.mac()).orElse("missing");
      repairs.add(Repair.setNeighbour(host.device(), address, mac, text));
    }
  }
}
