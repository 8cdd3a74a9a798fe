package io.warmwell.simulator.swarm;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.birth.CustomNetworking;
import io.warmwell.pool.Birthplace;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Judges what a daemon knows of subnets and security groups once the world has been calm for a
/// while, against what their tags and the primary interface say.
final class SettledSurroundings {
  private final Stage stage;

  SettledSurroundings(Stage stage) {
    this.stage = stage;
  }

  void judge(SwarmNode node) {
    if (stage.options().surroundings().seek()) {
      births(node);
      exclusions(node);
      if (!node.isCustom()) {
        groups(node);
      }
    }
  }

  /// Subnets that the node can get addresses of: where interfaces can be made, if it can have more,
  /// and those of interfaces that have room.
  Set<SubnetId> growing(SwarmNode node) {
    var pool = node.daemon().snapshot();
    var capacity = node.daemon().capacity();
    var subnets = new LinkedHashSet<SubnetId>();
    if (pool.interfaces().size() < capacity.interfacesMax()) {
      node.daemon().subnets().births().forEach(birth -> subnets.add(birth.subnet()));
    }
    for (var view : pool.serving()) {
      if (!view.isLost() && view.blocks().size() < capacity.limits().blocksPerInterface()) {
        subnets.add(view.facts().subnet());
      }
    }
    return subnets;
  }

  /// Whether the node has a place for every address that people took from it in the subnet of one
  /// of them.
  boolean hasPlaces(SwarmNode node, Ipv4Address address) {
    var perInterface = node.daemon().capacity().limits().blocksPerInterface();
    var pool = node.daemon().snapshot();
    var subnet = subnetOf(address);
    var places =
        pool.interfaces().stream()
            .filter(view -> view.facts().subnet().equals(subnet))
            .mapToInt(view -> perInterface - view.blocks().size())
            .sum();
    var strays =
        pool.strays().stream().filter(lease -> subnetOf(lease.address()).equals(subnet)).count();
    return places > 0 && places >= strays;
  }

  private SubnetId subnetOf(Ipv4Address address) {
    return stage.ec2().configuration().subnets().stream()
        .filter(subnet -> subnet.cidr().contains(address))
        .findFirst()
        .orElseThrow()
        .id();
  }

  private void births(SwarmNode node) {
    var known =
        node.daemon().subnets().births().stream()
            .map(Birthplace::subnet)
            .collect(Collectors.toSet());
    var wanted = node.isCustom() ? named(node) : tagged(node);
    if (!known.equals(wanted)) {
      report(
          "interfaces are made where it is wanted", node, "in " + known + " and not in " + wanted);
    }
  }

  private static Set<SubnetId> named(SwarmNode node) {
    return switch (node.wanted()) {
      case CustomNetworking.Answer.Absent _ -> Set.of();
      case CustomNetworking.Answer.Wanted wanted -> Set.copyOf(wanted.subnets());
    };
  }

  private Set<SubnetId> tagged(SwarmNode node) {
    var wanted =
        stage.allSubnets().stream()
            .filter(subnet -> stage.role(subnet).equals("1"))
            .collect(Collectors.toSet());
    if (!stage.isExcluded(node.subnet())) {
      wanted.add(node.subnet());
    }
    return wanted;
  }

  private void exclusions(SwarmNode node) {
    node.daemon().snapshot().interfaces().stream()
        .map(InterfaceView::facts)
        .filter(facts -> facts.isExcluded() != isExcluded(node, facts))
        .forEach(facts -> report("subnets serve pods as they are tagged", node, facts.toString()));
  }

  private boolean isExcluded(SwarmNode node, PooledInterface facts) {
    return node.isCustom() ? facts.isPrimary() : stage.isExcluded(facts.subnet());
  }

  private void groups(SwarmNode node) {
    var wanted = Set.copyOf(groups(node.daemon().snapshot().primary().orElseThrow()));
    node.daemon().snapshot().interfaces().stream()
        .filter(view -> !view.isLost())
        .map(InterfaceView::facts)
        .filter(facts -> !Set.copyOf(groups(facts)).equals(wanted))
        .forEach(
            facts ->
                report(
                    "security groups are the primary interface's",
                    node,
                    facts + " has " + groups(facts) + " and not " + wanted));
  }

  private List<String> groups(PooledInterface facts) {
    return stage
        .ec2()
        .find(facts.eni())
        .map(eni -> eni.settings().securityGroups())
        .orElseGet(List::of);
  }

  private void report(String checker, SwarmNode node, String facts) {
    stage.referee().report(checker, node + " " + facts);
  }
}
