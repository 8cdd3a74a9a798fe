package io.warmwell.simulator.swarm;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.BlockView;
import io.warmwell.pool.Lease;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.NetworkInterface;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Judges the world once it has been calm for a while: what was asked for is there, nothing is left
/// over, and everybody agrees on who has what.
final class Settled {
  /// An interface may need that many addresses at once.
  private static final int ROOM_ADDRESSES = 64;

  private static final int ROOM_PREFIXES = 8;

  private final Stage stage;
  private final List<SwarmNode> nodes;
  private final SettledSurroundings surroundings;
  private final Map<SwarmNode, Set<Ipv4Prefix>> leaving = new HashMap<>();

  /// Made a while before it judges: what goes back to EC2 now must have gone by then.
  Settled(Stage stage, List<SwarmNode> nodes) {
    this.stage = stage;
    this.surroundings = new SettledSurroundings(stage);
    this.nodes = List.copyOf(nodes);
    nodes.forEach(node -> leaving.put(node, withdrawn(node)));
  }

  void judge() {
    for (var node : nodes) {
      if (node.daemon().serves()) {
        node.daemon().replay();
        node.judgeMemory();
        pods(node);
        ownership(node);
        targets(node);
        surplus(node);
        leavers(node);
        marks(node);
        excluded(node);
        surroundings.judge(node);
      } else {
        report("a daemon that may start serves", node, node.daemon().facts().toString());
      }
    }
    leaks();
  }

  private void pods(SwarmNode node) {
    var leased = new HashMap<AttachmentKey, Lease>();
    node.daemon().leases().forEach(lease -> leased.put(lease.attachment().key(), lease));
    for (var pod : node.pods().all()) {
      if (pod.isRunning()) {
        var address = pod.address().orElseThrow();
        var lease = Optional.ofNullable(leased.remove(pod.attachment().key()));
        if (lease.filter(held -> held.address().equals(address)).isEmpty()) {
          report("the pool knows every pod", node, pod + " " + address);
        }
        if (isFree(address) && surroundings.hasPlaces(node, address)) {
          report("a pod's address is the node's, or somebody else's", node, pod + " " + address);
        }
      } else if (canServe(node) || node.daemon().snapshot().free() > 0) {
        report("every ADD is served in the end", node, pod + facts(node));
      }
    }
    // Whoever comes back from the dead goes with the next GC, which nobody calls here.
    leased.values().removeIf(lease -> stage.referee().mayReturn(node.toString(), lease.address()));
    if (!leased.isEmpty()) {
      report("the pool holds nothing for pods that are gone", node, leased.values().toString());
    }
  }

  /// Whether a pod's address, which people took, could be had again.
  private boolean isFree(Ipv4Address address) {
    var since = stage.timeline().instant().minus(stage.options().calm());
    return stage.referee().isFreeSince(address, since)
        && stage.ec2().interfaces().stream()
            .map(NetworkInterface::toInterface)
            .noneMatch(
                eni ->
                    eni.primary().equals(address)
                        || eni.blocks().stream().anyMatch(block -> block.contains(address)));
  }

  private void ownership(SwarmNode node) {
    var owned = new HashMap<Ipv4Prefix, Object>();
    for (var eni : stage.ec2().port().interfacesOf(node.instance())) {
      if (eni.attachment() instanceof Attachment.To) {
        eni.blocks().forEach(block -> owned.put(block, eni.id()));
      }
    }
    for (var view : node.daemon().snapshot().interfaces()) {
      if (view.isLost() && isFull(node)) {
        continue;
      }
      for (var block : view.blocks()) {
        if (!view.facts().eni().equals(owned.remove(block.prefix())) && !block.isWithdrawn()) {
          report(
              "what the pool owns is EC2's view too",
              node,
              view.facts().eni() + " " + block.prefix());
        }
      }
    }
    if (!owned.isEmpty()) {
      report("what EC2 gave is in the pool", node, owned.toString());
    }
  }

  /// Whether an interface that a person detached has no place to come back to: others that pods use
  /// have it.
  private boolean isFull(SwarmNode node) {
    return stage.ec2().port().interfacesOf(node.instance()).stream()
            .filter(eni -> eni.attachment() instanceof Attachment.To)
            .count()
        >= node.options().type().limits().interfaces();
  }

  private void targets(SwarmNode node) {
    var pool = node.daemon().snapshot();
    var targets = node.settings().targets();
    var limits = node.options().type().limits();
    var short_ =
        targets.countAddresses()
            ? targets.shortfall(pool.total(), pool.free())
            : node.settings().prefixes()
                ? Math.max(16 * targets.warmPrefixes(), 0) - pool.free()
                : targets.warmInterfaces() * limits.blocksPerInterface() - pool.free();
    if (short_ > 0 && canGrow(node)) {
      report("targets are met", node, "short of " + short_ + facts(node));
    }
  }

  private void surplus(SwarmNode node) {
    var pool = node.daemon().snapshot();
    var targets = node.settings().targets();
    var kind = node.settings().prefixes() ? BlockKind.PREFIX : BlockKind.ADDRESS;
    var size = kind.size();
    var drains = pool.interfaces().stream().mapToInt(view -> view.free(kind.other())).sum();
    var total = pool.total() - drains;
    var free = pool.free() - drains;
    var warm =
        targets.countAddresses()
            ? targets.warmAddresses()
            : node.settings().prefixes()
                ? 16 * targets.warmPrefixes()
                : Math.max(
                    1,
                    targets.warmInterfaces() * node.options().type().limits().blocksPerInterface());
    var over = targets.countAddresses() ? targets.surplus(total, free) : free - warm;
    var idleBlocks = pool.blocks().filter(block -> block.kind() == kind && block.isIdle()).count();
    var idleOthers = pool.blocks().filter(block -> block.kind() != kind && block.isIdle()).toList();
    var exact = targets.countAddresses() || node.settings().prefixes();
    var idleInterfaces =
        pool.interfaces().stream()
            .filter(view -> !view.facts().isPrimary() && view.isIdle() && view.free(kind) <= over)
            .toList();
    if (exact && over >= 2 * size && idleBlocks > Math.max(1, targets.warmPrefixes())) {
      report("surplus is given back", node, "over=" + over + facts(node));
    }
    var met =
        targets.countAddresses() ? targets.shortfall(total, free) == 0 : free >= Math.max(1, warm);
    if (met && !idleOthers.isEmpty()) {
      report("what another mode left is given back", node, idleOthers + facts(node));
    }
    if (!exact && over >= 0 && !idleInterfaces.isEmpty()) {
      report("idle interfaces are given back", node, "over=" + over + facts(node));
    }
  }

  private void leavers(SwarmNode node) {
    var left = withdrawn(node);
    left.retainAll(leaving.getOrDefault(node, Set.of()));
    if (!left.isEmpty()) {
      report("what is withdrawn goes back", node, left + facts(node));
    }
  }

  private static Set<Ipv4Prefix> withdrawn(SwarmNode node) {
    return node.daemon().serves()
        ? node.daemon()
            .snapshot()
            .blocks()
            .filter(BlockView::isWithdrawn)
            .map(BlockView::prefix)
            .collect(Collectors.toSet())
        : Set.of();
  }

  private void marks(SwarmNode node) {
    for (var eni : stage.ec2().port().interfacesOf(node.instance())) {
      if (eni.attachment() instanceof Attachment.To to && !to.deleteOnTermination()) {
        report("interfaces die with their instance", node, eni.id().toString());
      }
    }
  }

  private void excluded(SwarmNode node) {
    for (var view : node.daemon().snapshot().interfaces()) {
      var idle = view.blocks().stream().anyMatch(BlockView::isIdle);
      var goes = view.isIdle() && !view.facts().isPrimary();
      if (view.facts().isExcluded() && (idle || goes)) {
        report("excluded interfaces keep nothing that is idle", node, view + facts(node));
      }
    }
  }

  private void leaks() {
    for (var eni : stage.ec2().interfaces()) {
      if (eni.settings().description().startsWith(Interface.DESCRIPTION_PREFIX)
          && !eni.tags().containsKey(Interface.INSTANCE_TAG)) {
        stage
            .referee()
            .report("interfaces carry their instance's name", eni.id() + " " + eni.status());
      }
      var maker = eni.tags().get(Interface.INSTANCE_TAG);
      if (maker != null) {
        nodes.stream()
            .filter(node -> node.instance().equals(maker))
            .filter(node -> !isKnown(node, eni))
            .forEach(
                node ->
                    report(
                        "no interface without an owner",
                        node,
                        eni.id() + " " + eni.status() + " is in nobody's pool"));
      }
    }
  }

  private boolean isKnown(SwarmNode node, NetworkInterface eni) {
    if (!node.daemon().serves()) {
      return eni.attachment() instanceof Attachment.To;
    }
    var pool = node.daemon().snapshot();
    var pooled = pool.interfaces().stream().anyMatch(view -> view.facts().eni().equals(eni.id()));
    // One that a person detached waits until there is a place on the instance for it again.
    return (pooled && (eni.attachment() instanceof Attachment.To || isFull(node)))
        || pool.strays().stream().anyMatch(stray -> has(eni, stray.address()));
  }

  private static boolean has(NetworkInterface eni, Ipv4Address address) {
    return eni.toInterface().blocks().stream().anyMatch(block -> block.contains(address));
  }

  /// Whether targets can be met.
  private boolean canGrow(SwarmNode node) {
    return mayGrow(node) && hasRoom(node) && (!node.settings().prefixes() || hasPrefixes(node));
  }

  /// Whether pods can be served, if need be with single addresses.
  private boolean canServe(SwarmNode node) {
    return mayGrow(node) && hasRoom(node);
  }

  /// Whether limits leave room, by a rough and careful reckoning.
  private boolean mayGrow(SwarmNode node) {
    var pool = node.daemon().snapshot();
    var capacity = node.daemon().capacity();
    var perInterface = capacity.limits().blocksPerInterface();
    var used = pool.interfaces().stream().mapToInt(view -> view.blocks().size()).sum();
    var places = perInterface * capacity.interfacesMax() - used;
    // Places for addresses that people took stay free, though somebody else may have those now.
    return places > pool.strays().size()
        && pool.total() + pool.withdrawn() < capacity.addressesMax();
  }

  private boolean hasRoom(SwarmNode node) {
    return surroundings.growing(node).stream()
        .anyMatch(subnet -> size(subnet) - taken(subnet).size() >= ROOM_ADDRESSES);
  }

  private boolean hasPrefixes(SwarmNode node) {
    return surroundings.growing(node).stream().anyMatch(this::hasPrefixes);
  }

  private boolean hasPrefixes(SubnetId subnet) {
    var blocks = new HashSet<Ipv4Prefix>();
    taken(subnet).forEach(address -> blocks.add(Ipv4Prefix.containing(address, 28)));
    return size(subnet) / BlockKind.PREFIX.size() - 2 - blocks.size() >= ROOM_PREFIXES;
  }

  private long size(SubnetId subnet) {
    return stage.ec2().port().subnet(subnet).cidr().size();
  }

  private Set<Ipv4Address> taken(SubnetId subnet) {
    var taken = new HashSet<Ipv4Address>();
    for (var eni : stage.ec2().interfaces()) {
      if (eni.subnet().equals(subnet)) {
        taken.add(eni.primary());
        taken.addAll(eni.addresses());
        eni.prefixes().forEach(prefix -> prefix.addresses().forEach(taken::add));
      }
    }
    return taken;
  }

  private String facts(SwarmNode node) {
    var pool = node.daemon().snapshot();
    return " %s max-pods=%d prefixes=%s %s total=%d free=%d assigned=%d cooling=%d withdrawn=%d %s"
        .formatted(
            node.options().type().name(),
            node.settings().podsMax(),
            node.settings().prefixes(),
            node.settings().targets(),
            pool.total(),
            pool.free(),
            pool.assigned(),
            pool.cooling(),
            pool.withdrawn(),
            pool.interfaces().stream()
                .map(view -> view.facts().eni() + ":" + view.blocks().size())
                .toList());
  }

  private void report(String checker, SwarmNode node, String facts) {
    stage.referee().report(checker, node + " " + facts);
  }
}
