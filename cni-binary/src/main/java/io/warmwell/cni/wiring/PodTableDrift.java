package io.warmwell.cni.wiring;

import io.warmwell.cni.Alias;
import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.IpPrefix;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares all that the kernel has of pods with what is leased. Pure.
///
/// An ADD or a DEL may be under way anywhere, so that a difference is a reason to look again with
/// the pod's name locked, and no more. What nobody has leased, neither before the kernel was asked
/// nor after it, is different: nothing but a DEL can have had to do with it.
final class PodTableDrift {
  private final Map<String, Link> veths;
  private final Map<Integer, Link> byIndex;
  private final Map<IpPrefix, List<Route>> routes;
  private final Map<Integer, List<Neighbour>> neighbours;

  /// @param veths every veth device of the host
  /// @param routes the pods' tables of both families
  /// @param neighbours of every device
  PodTableDrift(List<Link> veths, List<Route> routes, List<Neighbour> neighbours) {
    this.veths = veths.stream().collect(Collectors.toMap(PodTableDrift::name, Function.identity()));
    this.byIndex =
        veths.stream().collect(Collectors.toMap(PodTableDrift::index, Function.identity()));
    this.routes = routes.stream().collect(Collectors.groupingBy(Route::destination));
    this.neighbours = neighbours.stream().collect(Collectors.groupingBy(Neighbour::deviceIndex));
  }

  /// The pod's interface, if it is there.
  Optional<Link> link(PodLink pod) {
    return Optional.ofNullable(veths.get(pod.hostInterface()))
        .filter(link -> PodDrift.isOf(pod, link));
  }

  /// What differs of one pod whose interface is there.
  List<Repair.OfNetwork> of(PodLink pod, Link host) {
    return PodDrift.of(pod, host, routes(pod), neighbours.getOrDefault(index(host), List.of()));
  }

  /// The routes to a pod's addresses.
  List<Route> routes(PodLink pod) {
    return pod.addresses().stream()
        .flatMap(address -> routes.getOrDefault(address.toPrefix(), List.of()).stream())
        .toList();
  }

  /// How a pod of which nothing else is known was wired.
  KnownPod found(Leases.Lease lease, Link host) {
    var own =
        routes.values().stream()
            .flatMap(List::stream)
            .filter(r -> PodDrift.leadsTo(host, r))
            .toList();
    return KnownPod.found(lease, host, own, neighbours.getOrDefault(index(host), List.of()));
  }

  /// The number of the device of a lease's owner, if it is there.
  Optional<Integer> device(Leases.Lease lease) {
    return Alias.canHold(lease.attachment().key())
        ? link(PodLink.of(lease, 0)).map(PodTableDrift::index)
        : Optional.empty();
  }

  /// Whether somebody whose identity nobody has leased is routed by a pod's address: a live pod's
  /// address is never taken from it.
  boolean isContested(PodLink pod, Set<String> leased) {
    return routes(pod).stream()
        .flatMap(route -> target(route).stream())
        .anyMatch(link -> isPods(link) && !leased.contains(link.alias()));
  }

  /// Routes of the pods' table that lead to nobody's address, or to the wrong interface beside the
  /// right one; but for those to an interface that carries an identity of ours.
  ///
  /// @param before what was leased before the kernel was asked
  /// @param after what was leased after it
  List<Repair.OfNetwork> strangers(
      Collection<Leases.Lease> before, Collection<Leases.Lease> after) {
    var leases = Stream.concat(before.stream(), after.stream()).collect(Collectors.toSet());
    var holders = leases.stream().collect(Collectors.groupingBy(Leases.Lease::address));
    var repairs = new ArrayList<Repair.OfNetwork>();
    routes.forEach(
        (destination, present) -> {
          var owners =
              holders.getOrDefault(ipv4(destination), List.of()).stream()
                  .filter(lease -> mayHold(lease, destination))
                  .toList();
          present.stream()
              .filter(route -> isStranger(route, owners, present))
              .map(Repair::deleteRoute)
              .forEach(repairs::add);
        });
    return repairs;
  }

  /// Pods' interfaces whose identity nobody has leased, neither before nor after.
  List<Oddity> withoutLease(Set<String> leased) {
    return veths.values().stream()
        .filter(link -> isPods(link) && !leased.contains(link.alias()))
        .map(
            link ->
                new Oddity(
                    Oddity.Kind.WITHOUT_LEASE,
                    "link " + name(link),
                    "carries the identity " + link.alias() + ", which has no lease"))
        .toList();
  }

  /// The numbers of all devices of pods.
  Set<Integer> devices() {
    return byIndex.values().stream()
        .filter(link -> isPods(link) || NodeLayout.deviceIndex(link.group()).isPresent())
        .map(PodTableDrift::index)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private boolean isStranger(Route route, List<Leases.Lease> owners, List<Route> present) {
    if (owners.isEmpty()) {
      return target(route).filter(PodTableDrift::isPods).isEmpty();
    }
    var hosts =
        owners.stream()
            .filter(lease -> Alias.canHold(lease.attachment().key()))
            .flatMap(lease -> link(PodLink.of(lease, 0)).stream())
            .toList();
    return owners.size() == 1
        && hosts.stream()
            .anyMatch(host -> present.stream().anyMatch(r -> PodDrift.leadsTo(host, r)))
        && hosts.stream().noneMatch(host -> PodDrift.leadsTo(host, route));
  }

  private Optional<Link> target(Route route) {
    return route.target() instanceof Route.Target.OnLink(var device)
        ? Optional.ofNullable(byIndex.get(device.index()))
        : Optional.empty();
  }

  private static boolean isPods(Link link) {
    return link.group() != NodeLayout.DOOMED_GROUP && Alias.parse(link.alias()).isPresent();
  }

  /// The IPv4 address that leases are found by.
  private static Ipv4Address ipv4(IpPrefix destination) {
    return switch (destination) {
      case Ipv4Prefix prefix -> prefix.base();
      case Ipv6Prefix prefix -> prefix.base().embedded();
    };
  }

  /// Whether a lease's owner has an address, as far as is known: of one whose interface came after
  /// the list of them nobody knows its IPv6 address yet.
  private boolean mayHold(Leases.Lease lease, IpPrefix destination) {
    return lease.addresses().stream().anyMatch(address -> address.toPrefix().equals(destination))
        || (destination.family() == IpFamily.IPV6
            && destination.isSingle()
            && lease.ipv6().isEmpty()
            && device(lease).isEmpty());
  }

  private static String name(Link link) {
    return link.device().name();
  }

  private static int index(Link link) {
    return link.device().index();
  }
}
