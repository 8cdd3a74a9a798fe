package io.warmwell.cni.server;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.PreviousResult;
import io.warmwell.inet.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Compares the result that a runtime keeps with the lease and with what is wired. Pure.
///
/// Other plugins' interfaces, addresses and routes in it are theirs, and what a later plugin has
/// left out of it is not missed.
final class PreviousResultComparison {
  private static final String STALE =
      "the runtime's record is of another ADD: " + Difference.RECREATE;

  private final PreviousResult previous;
  private final List<Difference> differences = new ArrayList<>();

  private PreviousResultComparison(PreviousResult previous) {
    this.previous = previous;
  }

  static List<Difference> of(
      CniRequest.Check check, Leases.Lease lease, Wiring.Inspection inspection) {
    var comparison = new PreviousResultComparison(check.previous());
    lease.reported().forEach(comparison::compareAddress);
    comparison.compareInterface(lease.attachment().hostInterface(), true, inspection);
    comparison.compareInterface(check.key().interfaceName(), false, inspection);
    lease.reported().forEach(address -> comparison.compareDefaultRoute(address, inspection));
    return comparison.differences;
  }

  private void compareAddress(IpAddress address) {
    var addresses = previous.addresses();
    if (addresses.stream().noneMatch(it -> it.address().equals(address.toString()))) {
      var listed =
          addresses.stream().map(PreviousResult.Address::cidr).collect(Collectors.joining(", "));
      differ(
          "prevResult has %s, the lease is of %s"
              .formatted(listed.isEmpty() ? "no address" : listed, address));
    }
  }

  private void compareInterface(String name, boolean isOnHost, Wiring.Inspection inspection) {
    var listed =
        previous.interfaces().stream()
            .filter(it -> it.isOnHost() == isOnHost && it.name().equals(name))
            .findFirst();
    if (listed.isEmpty()) {
      differ(
          "prevResult lists no interface %s %s"
              .formatted(name, isOnHost ? "on the host" : "in the pod"));
      return;
    }
    for (var end : inspection.ends()) {
      if (end.isOnHost() == isOnHost) {
        compareEnd(listed.get(), end);
      }
    }
  }

  private void compareEnd(PreviousResult.Interface listed, Wiring.End end) {
    var mac = end.mac().toString();
    if (!listed.mac().isEmpty() && !listed.mac().toLowerCase(Locale.ROOT).equals(mac)) {
      differ(
          "prevResult has MAC %s for %s, the kernel %s".formatted(listed.mac(), end.name(), mac));
    }
    // The pod's may have been changed by a plugin that does not put it into the result.
    if (end.isOnHost() && listed.mtu() != 0 && listed.mtu() != end.mtu()) {
      differ(
          "prevResult has MTU %d for %s, the kernel %d"
              .formatted(listed.mtu(), end.name(), end.mtu()));
    }
  }

  private void compareDefaultRoute(IpAddress address, Wiring.Inspection inspection) {
    var family = address.family();
    var everywhere = family.everywhere().toString();
    var gateway = NodeLayout.podGateway(family).toString();
    var listed =
        previous.routes().stream()
            .anyMatch(it -> it.destination().equals(everywhere) && it.gateway().equals(gateway));
    if (listed && !inspection.defaultRoutes().contains(family)) {
      differences.add(
          new Difference("the pod has no default route via " + gateway, Difference.RECREATE));
    }
  }

  private void differ(String what) {
    differences.add(new Difference(what, STALE));
  }
}
