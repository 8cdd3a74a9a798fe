package io.warmwell.cni.node;

import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares what the kernel has of the node's own routing with what it shall have. Pure.
///
/// What it names is ours: rules of our priorities to our tables, routes of ENIs' tables, links and
/// addresses of ENIs. What shall be there comes before what shall go.
final class NodeDrift {
  private final Wanted wanted;
  private final Facts facts;
  private final List<Repair.OfNetwork> repairs = new ArrayList<>();

  private NodeDrift(Wanted wanted, Facts facts) {
    this.wanted = wanted;
    this.facts = facts;
  }

  /// What shall be.
  ///
  /// @param interfaces the ENIs that pods are routed by
  /// @param leased device indexes of ENIs that pods have addresses of, routed or not: what is there
  ///   for them stays
  /// @param hasIpv6 whether the kernel has it; all of it goes by table main
  record Wanted(List<NodeInterface> interfaces, Set<Integer> leased, boolean hasIpv6) {
    Wanted {
      interfaces = List.copyOf(interfaces);
      leased = Set.copyOf(leased);
    }

    /// The rules that shall be there.
    Set<Rule> rules() {
      return Stream.concat(
              Stream.of(IpFamily.values())
                  .filter(family -> hasIpv6 || family == IpFamily.IPV4)
                  .map(NodeLayout::podRule),
              secondary().flatMap(Wanted::rules))
          .collect(Collectors.toSet());
    }

    Stream<NodeInterface> secondary() {
      return interfaces.stream().filter(eni -> eni.deviceIndex() > 0);
    }

    private static Stream<Rule> rules(NodeInterface eni) {
      return Stream.of(NodeLayout.markRule(eni.deviceIndex()), eni.sourceRule());
    }

    /// Rules that are ours and have no use any more.
    List<Rule> leftOver(Collection<Rule> present) {
      var own = rules();
      return present.stream()
          .filter(NodeDrift::isOurs)
          .filter(rule -> !rule.hasMore() && !own.contains(rule))
          // Of an ENI that is away and comes back nobody knows meanwhile what it shall be.
          .filter(
              rule ->
                  isRouted(rule.table()) || !leased.contains(rule.table() - NodeLayout.POD_TABLE))
          .toList();
    }

    private boolean isRouted(int table) {
      return table == NodeLayout.POD_TABLE
          || secondary().anyMatch(eni -> NodeLayout.table(eni.deviceIndex()) == table);
    }

    /// The tables of ENIs that are to be looked at: routed ones, and those of left-over rules.
    Set<Integer> tables(Collection<Rule> present) {
      return Stream.concat(
              secondary().map(eni -> NodeLayout.table(eni.deviceIndex())),
              leftOver(present).stream()
                  .filter(rule -> rule.source().family() == IpFamily.IPV4)
                  .map(Rule::table)
                  .filter(table -> table != NodeLayout.POD_TABLE))
          .collect(Collectors.toSet());
    }
  }

  /// What the kernel has.
  ///
  /// @param links those of ENIs, by device index; one that is away is not there
  /// @param tables the routes of ENIs' tables
  record Facts(
      Map<Integer, Link> links,
      List<InterfaceAddress> addresses,
      List<Rule> rules,
      Map<Integer, List<Route>> tables) {
    Facts {
      links = Map.copyOf(links);
      addresses = List.copyOf(addresses);
      rules = List.copyOf(rules);
      tables = Map.copyOf(tables);
    }
  }

  /// What is to be repaired, in this order.
  static List<Repair.OfNetwork> of(Wanted wanted, Facts facts) {
    var drift = new NodeDrift(wanted, facts);
    wanted.interfaces().forEach(drift::compareInterface);
    drift.compareRules();
    drift.compareLeftOvers();
    return drift.repairs;
  }

  private void compareInterface(NodeInterface eni) {
    for (var link : Optional.ofNullable(facts.links().get(eni.deviceIndex())).stream().toList()) {
      compareLink(eni, link);
      if (eni.deviceIndex() > 0) {
        compareAddress(eni, link.device());
        compareTable(eni, link.device());
      }
    }
  }

  private void compareLink(NodeInterface eni, Link link) {
    var group = NodeLayout.uplinkGroup(eni.deviceIndex());
    LinkDrift.of(link)
        .up()
        .mtu(eni.mtu())
        .group(group)
        .settings(NodeLayout.INTERFACE_SETTINGS)
        .repair()
        .ifPresent(repairs::add);
  }

  private void compareAddress(NodeInterface eni, Device device) {
    var length = eni.subnet().length();
    if (!facts.addresses().contains(new InterfaceAddress(device.index(), eni.primary(), length))) {
      repairs.add(Repair.setAddress(device, eni.primary(), length));
    }
  }

  private void compareTable(NodeInterface eni, Device device) {
    var route = eni.defaultRoute(device);
    var present = facts.tables().getOrDefault(route.table(), List.of());
    if (present.stream().noneMatch(found -> isSame(found, route))) {
      var isMissing = present.stream().noneMatch(NodeDrift::isDefault);
      repairs.add(Repair.setRoute(route, device.name(), isMissing));
    }
  }

  private void compareRules() {
    wanted.rules().stream()
        .filter(rule -> !facts.rules().contains(rule))
        .sorted(
            Comparator.comparingInt(Rule::priority).thenComparing(rule -> rule.source().family()))
        .map(Repair::addRule)
        .forEach(repairs::add);
  }

  private void compareLeftOvers() {
    wanted.leftOver(facts.rules()).stream().map(Repair::deleteRule).forEach(repairs::add);
    for (var eni : wanted.secondary().toList()) {
      Optional.ofNullable(facts.links().get(eni.deviceIndex()))
          .ifPresent(link -> compareStrangers(eni, link.device()));
    }
    var routed = wanted.secondary().map(eni -> NodeLayout.table(eni.deviceIndex())).toList();
    facts
        .tables()
        .forEach(
            (table, routes) -> {
              if (!routed.contains(table)) {
                routes.stream().map(Repair::deleteRoute).forEach(repairs::add);
              }
            });
  }

  /// Routes in an ENI's table that nobody has wanted there. A wrong default route has been replaced
  /// by then.
  private void compareStrangers(NodeInterface eni, Device device) {
    var own = eni.defaultRoute(device);
    var present = facts.tables().getOrDefault(own.table(), List.of());
    var isRight = present.stream().anyMatch(found -> isSame(found, own));
    present.stream()
        .filter(found -> !isSame(found, own))
        .filter(found -> isRight || !isDefault(found))
        .map(Repair::deleteRoute)
        .forEach(repairs::add);
  }

  private static boolean isOurs(Rule rule) {
    return NodeLayout.isOwnPriority(rule.priority()) && NodeLayout.isOwnTable(rule.table());
  }

  private static boolean isDefault(Route route) {
    return route.destination().equals(Ipv4Prefix.EVERYWHERE);
  }

  /// The kernel tells devices of routes by number only.
  private static boolean isSame(Route found, Route wanted) {
    return found.destination().equals(wanted.destination())
        && found.target() instanceof Route.Target.Via(var gateway, var device)
        && wanted.target() instanceof Route.Target.Via(var wantedGateway, var wantedDevice)
        && gateway.equals(wantedGateway)
        && device.index() == wantedDevice.index();
  }
}
