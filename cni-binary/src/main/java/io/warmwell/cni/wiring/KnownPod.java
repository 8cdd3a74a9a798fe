package io.warmwell.cni.wiring;

import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Route;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/// What a pod was wired with that its lease does not tell.
///
/// A lease has no IPv6 address: a pod has one if its node gave it one when it was added, of the
/// prefix that the node had then.
///
/// @param mtu in bytes
/// @param ipv6 if it has one
record KnownPod(int mtu, Optional<Ipv6Address> ipv6) {

  /// One that is being added.
  static KnownPod of(PodLink link) {
    return new KnownPod(link.mtu(), link.ipv6());
  }

  /// One that an earlier daemon has added: as it is found, since nobody else knows. An IPv6 address
  /// of which neither the route nor the neighbour entry is left is not made up again.
  ///
  /// @param routes those of the pods' tables to the device
  /// @param neighbours those of the device
  static KnownPod found(
      Leases.Lease lease, Link host, Collection<Route> routes, Collection<Neighbour> neighbours) {
    var routed =
        routes.stream()
            .filter(route -> route.destination().isSingle())
            .map(route -> route.destination().base());
    var written = neighbours.stream().filter(Neighbour::permanent).map(Neighbour::address);
    var ipv6 =
        Stream.concat(routed, written)
            .flatMap(address -> embedding(address, lease).stream())
            .findFirst();
    return new KnownPod(host.mtu(), ipv6);
  }

  /// What is to be wired by a lease.
  PodLink link(Leases.Lease lease) {
    return PodLink.of(lease.with(ipv6), mtu);
  }

  private static Optional<Ipv6Address> embedding(IpAddress address, Leases.Lease lease) {
    return address instanceof Ipv6Address ipv6 && ipv6.embedded().equals(lease.address())
        ? Optional.of(ipv6)
        : Optional.empty();
  }
}
