package io.warmwell.cni.wiring;

import static io.warmwell.cni.Difference.RECREATE;
import static io.warmwell.cni.Difference.REPAIRED;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Wiring.End;
import io.warmwell.cni.Wiring.Inspection;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares what the kernel has of one attachment with what wiring it made. Pure.
///
/// Only what cuts the pod off, or makes its packets leave by the wrong interface, is a difference:
/// plugins that come later may have changed the rest (CNI SPEC 1.1.0, section 2, "CHECK").
final class PodComparison {
  private static final MacAddress UNKNOWN = new MacAddress(0);

  private final PodLink link;
  private final PodFacts facts;
  private final List<Difference> differences = new ArrayList<>();

  private PodComparison(PodLink link, PodFacts facts) {
    this.link = link;
    this.facts = facts;
  }

  /// @param node what is different on the node for all pods of the interface
  static Inspection of(PodLink link, PodFacts facts, List<Difference> node) {
    var comparison = new PodComparison(link, facts);
    comparison.compareHost();
    link.addresses().forEach(comparison::compareRoute);
    comparison.comparePod();
    comparison.differences.addAll(node);
    return new Inspection(
        comparison.differences,
        Stream.concat(
                facts.host().stream().map(end -> end(end, true)),
                facts.pod().stream().map(end -> end(end, false)))
            .toList(),
        comparison.defaultRoutes());
  }

  private static End end(Link link, boolean isOnHost) {
    return new End(link.device().name(), link.mac(), link.mtu(), isOnHost);
  }

  private void compareHost() {
    if (facts.host().isEmpty()) {
      compareNamesakes();
    }
    for (var host : facts.host()) {
      if (!host.alias().equals(link.alias())) {
        var identity = host.alias().isEmpty() ? "no identity" : "the identity " + host.alias();
        differ(
            "host interface %s has %s, not %s".formatted(name(), identity, link.alias()), RECREATE);
      } else if (host.group() == NodeLayout.DOOMED_GROUP) {
        differ("host interface %s is being deleted".formatted(name()), RECREATE);
      } else {
        compareState(host);
      }
    }
  }

  private void compareNamesakes() {
    if (facts.namesakes().isEmpty()) {
      differ("host interface %s is missing".formatted(name()), RECREATE);
    }
    for (var namesake : facts.namesakes()) {
      var other = namesake.device().name();
      differ(
          "host interface %s is missing, its identity is on %s".formatted(name(), other),
          "set %s down and rename it to %s; then %s".formatted(other, name(), REPAIRED));
    }
  }

  private void compareState(Link host) {
    var group = NodeLayout.group(link.deviceIndex());
    if (!host.up()) {
      differ("host interface %s is down".formatted(name()), REPAIRED);
    }
    if (host.group() != group) {
      differ(
          "host interface %s is in group %d, not %d of the pods on device %d"
              .formatted(name(), host.group(), group, link.deviceIndex()),
          REPAIRED);
    }
    for (var setting : NodeLayout.POD_LINK_SETTINGS) {
      if (setting instanceof LinkProperty.Inet(var inet, var wanted)) {
        int value = host.inet().getOrDefault(inet, 0);
        if (value != wanted) {
          differ(
              "host interface %s has %s=%d, not %d"
                  .formatted(name(), inet.name().toLowerCase(Locale.ROOT), value, wanted),
              REPAIRED);
        }
      }
    }
  }

  private void compareRoute(IpAddress address) {
    var routes =
        facts.routes().stream()
            .filter(route -> route.destination().equals(address.toPrefix()))
            .toList();
    if (routes.isEmpty()) {
      differ("no route to %s in table %d".formatted(address, NodeLayout.POD_TABLE), REPAIRED);
    }
    for (var route : routes) {
      for (var host : facts.host()) {
        if (!leadsTo(route, host)) {
          differ(
              "the route to %s in table %d does not lead to %s but is %s"
                  .formatted(address, NodeLayout.POD_TABLE, name(), route),
              "find out whose that is; the daemon takes no address from another pod");
        }
      }
    }
  }

  private static boolean leadsTo(Route route, Link host) {
    return route.target() instanceof Route.Target.OnLink(var device)
        && device.index() == host.device().index();
  }

  private void comparePod() {
    if (facts.pod().isEmpty()) {
      differ("the pod has no interface %s".formatted(link.podInterface()), RECREATE);
    }
    for (var pod : facts.pod()) {
      if (!pod.up()) {
        differ("the pod's %s is down".formatted(link.podInterface()), RECREATE);
      }
      for (var address : link.addresses()) {
        if (facts.addresses().stream().noneMatch(has -> has.address().equals(address))) {
          differ(
              "the pod's %s has no address %s".formatted(link.podInterface(), address), RECREATE);
        }
      }
      facts.host().forEach(host -> comparePair(host, pod));
    }
  }

  private void comparePair(Link host, Link pod) {
    if (!pod.isVeth() || pod.peer() != host.device().index()) {
      differ(
          "the pod's %s is not the other end of %s".formatted(link.podInterface(), name()),
          RECREATE);
      return;
    }
    if (pod.mtu() > host.mtu()) {
      differ(
          "the pod's %s has MTU %d, more than the %d of %s, which loses long packets"
              .formatted(link.podInterface(), pod.mtu(), host.mtu(), name()),
          "lower it where it is set");
    }
    link.addresses().forEach(address -> compareNeighbours(address, host, pod));
  }

  private void compareNeighbours(IpAddress address, Link host, Link pod) {
    var gateway = NodeLayout.podGateway(address.family());
    if (!knows(facts.podNeighbours(), gateway, host.mac())) {
      differ(
          "the pod has no neighbour entry that leads %s to %s".formatted(gateway, host.mac()),
          RECREATE);
    }
    if (mistakes(facts.hostNeighbours(), address, pod.mac())) {
      differ(
          "the node's neighbour entry for %s does not lead to %s, which the pod's %s has"
              .formatted(address, pod.mac(), link.podInterface()),
          RECREATE);
    }
  }

  private static boolean knows(List<Neighbour> neighbours, IpAddress address, MacAddress mac) {
    return neighbours.stream().anyMatch(n -> n.address().equals(address) && n.mac().equals(mac));
  }

  /// Without an entry, or with one that has no MAC yet, the node asks the pod, which answers; a
  /// wrong one is believed.
  private static boolean mistakes(List<Neighbour> neighbours, IpAddress address, MacAddress mac) {
    return neighbours.stream()
        .filter(n -> n.address().equals(address) && !n.mac().equals(UNKNOWN))
        .anyMatch(n -> !n.mac().equals(mac));
  }

  private Set<IpFamily> defaultRoutes() {
    return facts.podRoutes().stream()
        .filter(this::isDefaultRoute)
        .map(route -> route.destination().family())
        .collect(Collectors.toSet());
  }

  private boolean isDefaultRoute(Route route) {
    return route.destination().length() == 0
        && route.target() instanceof Route.Target.Via(var gateway, var device)
        && gateway.equals(NodeLayout.podGateway(gateway.family()))
        && facts.pod().stream().anyMatch(pod -> pod.device().index() == device.index());
  }

  private String name() {
    return link.hostInterface();
  }

  private void differ(String what, String next) {
    differences.add(new Difference(what, next));
  }
}
