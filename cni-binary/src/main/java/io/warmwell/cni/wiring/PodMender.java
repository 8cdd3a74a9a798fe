package io.warmwell.cni.wiring;

import io.warmwell.cni.Alias;
import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.IpFamily;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.sys.NetlinkSocket;
import io.warmwell.netlink.wire.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Repairs what somebody else has changed of pods' ends on the host.
///
/// Confined to one thread at a time. ADDs and DELs go on meanwhile: one dump of each kind shows
/// whom to look at, and each of these pods is looked at again with its name locked, when no call
/// about it is in the kernel. An address is given up only after its interface has been taken out of
/// service under that lock; a pod that still has its interface and its lease there may be repaired.
final class PodMender {
  /// A call about the name is under way: the pod is left for the next look.
  private static final Duration NAME_WAIT_MAX = Duration.ofMillis(100);

  private final HostSockets sockets;
  private final NameLocks locks;
  private final Map<Integer, KnownPod> known;

  /// @param known what ADDs have set, by number of the host's device; others are taken as they are
  ///   when they are seen first
  PodMender(HostSockets sockets, NameLocks locks, Map<Integer, KnownPod> known) {
    this.sockets = sockets;
    this.locks = locks;
    this.known = known;
  }

  PodLook mend(LeaseBook book, Predicate<Repair> allowed) {
    var before = wired(book);
    // What comes meanwhile may not be in the dump, and is there all the same.
    var devices = Set.copyOf(known.keySet());
    var seen = sockets.with(PodMender::dump);
    devices.stream().filter(device -> !seen.devices().contains(device)).forEach(known::remove);
    var after = wired(book);
    return new Round(book, allowed, seen).mend(before, after);
  }

  /// Interfaces that other plugins make are theirs.
  private static List<Leases.Lease> wired(LeaseBook book) {
    return book.all().stream().filter(lease -> !lease.attachment().isAddressOnly()).toList();
  }

  private static PodTableDrift dump(NetlinkSocket socket) {
    var netlink = new Netlink(socket);
    var veths = netlink.veths();
    var routes =
        Stream.of(IpFamily.values())
            .flatMap(family -> netlink.routes(family, NodeLayout.POD_TABLE).stream())
            .toList();
    return new PodTableDrift(veths, routes, netlink.neighbours());
  }

  /// One look.
  private final class Round {
    private final LeaseBook book;
    private final Predicate<Repair> allowed;
    private final PodTableDrift seen;
    private final List<Oddity> oddities = new ArrayList<>();
    private Mended mended = Mended.NOTHING;
    private boolean isUnfinished;

    private Round(LeaseBook book, Predicate<Repair> allowed, PodTableDrift seen) {
      this.book = book;
      this.allowed = allowed;
      this.seen = seen;
    }

    private PodLook mend(List<Leases.Lease> before, List<Leases.Lease> after) {
      var leased = aliases(before, after);
      var stable = new HashSet<>(before);
      stable.retainAll(after);
      for (var lease : stable) {
        if (Alias.canHold(lease.attachment().key())) {
          compare(lease, leased);
        }
      }
      oddities.addAll(seen.withoutLease(leased));
      delete(seen.strangers(known(before), known(after)));
      var devices = after.stream().map(Leases.Lease::deviceIndex).collect(Collectors.toSet());
      return new PodLook(mended, oddities, devices, seen.devices(), isUnfinished);
    }

    private void compare(Leases.Lease lease, Set<String> leased) {
      var pod = PodLink.of(lease, 0);
      var link = seen.link(pod);
      if (link.isEmpty()) {
        oddities.add(
            new Oddity(
                Oddity.Kind.WITHOUT_INTERFACE,
                "link " + pod.hostInterface(),
                "is missing, " + lease.attachment().key() + " has leased " + lease.address()));
      } else if (!seen.of(known(lease, link.get()).link(lease), link.get()).isEmpty()) {
        mend(lease, seen.isContested(known(lease, link.get()).link(lease), leased));
      }
    }

    private void mend(Leases.Lease lease, boolean isContested) {
      var key = lease.attachment().key();
      var name = lease.attachment().hostInterface();
      if (isContested) {
        oddities.add(
            new Oddity(
                Oddity.Kind.CONTESTED,
                "address " + lease.address(),
                "is leased to " + key + " and routed to an interface without a lease"));
      }
      var mendedNow =
          locks.tryWith(
              name,
              NAME_WAIT_MAX,
              () ->
                  book.of(key).stream().anyMatch(lease::equals)
                      ? sockets.with(socket -> mend(lease, isContested, socket))
                      : Mended.NOTHING);
      mended = mended.and(mendedNow.orElse(Mended.NOTHING));
      isUnfinished |= mendedNow.isEmpty();
    }

    /// With the name locked.
    private Mended mend(Leases.Lease lease, boolean isContested, NetlinkSocket socket) {
      var netlink = new Netlink(socket);
      var pod = PodLink.of(lease, 0);
      var link = netlink.link(pod.hostInterface()).filter(found -> PodDrift.isOf(pod, found));
      return link.map(host -> mend(known(lease, host).link(lease), host, isContested, netlink))
          .orElse(Mended.NOTHING);
    }

    private Mended mend(PodLink pod, Link host, boolean isContested, Netlink netlink) {
      // The route alone is not asked for again: one that is missing is added only if it still is.
      var drift =
          PodDrift.of(pod, host, seen.routes(pod), netlink.neighbours(host.device())).stream()
              .filter(repair -> !(isContested && repair.kind() == Repair.Kind.ROUTE))
              .toList();
      return attempt(drift, netlink);
    }

    private void delete(List<Repair.OfNetwork> strangers) {
      if (!strangers.isEmpty()) {
        mended = mended.and(sockets.with(socket -> attempt(strangers, new Netlink(socket))));
      }
    }

    private Mended attempt(List<Repair.OfNetwork> drift, Netlink netlink) {
      return Mended.attempt(drift, allowed, netlink);
    }

    private KnownPod known(Leases.Lease lease, Link host) {
      return known.computeIfAbsent(host.device().index(), _ -> seen.found(lease, host));
    }

    /// With the IPv6 addresses of those that have one.
    private List<Leases.Lease> known(List<Leases.Lease> leases) {
      return leases.stream()
          .map(
              lease ->
                  lease.with(
                      seen.device(lease)
                          .flatMap(device -> Optional.ofNullable(known.get(device)))
                          .flatMap(KnownPod::ipv6)))
          .toList();
    }

    private static Set<String> aliases(List<Leases.Lease> before, List<Leases.Lease> after) {
      return Stream.concat(before.stream(), after.stream())
          .map(lease -> lease.attachment().key())
          .filter(Alias::canHold)
          .map(key -> new Alias(key).toString())
          .collect(Collectors.toSet());
    }
  }
}
