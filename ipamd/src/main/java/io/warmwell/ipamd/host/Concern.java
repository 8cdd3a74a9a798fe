package io.warmwell.ipamd.host;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.netlink.sys.ChangeMonitor.Changes;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.Flow;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Reply;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;
import io.warmwell.netlink.wire.SettingChange;
import io.warmwell.netlink.wire.Unrelated;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Tells changes that may be about something of ours from all the others: a node's main table and
/// kube-proxy's nftables tables may change many times a second, and pods come and go.
///
/// Confined to one thread; asks nobody. A link that an ADD is making or a DEL is taking away passes
/// through states that only the last message about it explains.
final class Concern {
  private final Predicate<Link> isAsMade;
  private final Set<Integer> podDevices = new HashSet<>();

  /// @param isAsMade whether a pod's link is as an ADD leaves it
  Concern(Predicate<Link> isAsMade) {
    this.isAsMade = isAsMade;
  }

  /// Takes what a look has found.
  ///
  /// @param devices numbers of all pods' devices
  void seen(Set<Integer> devices) {
    podDevices.clear();
    podDevices.addAll(devices);
  }

  /// Whether something of ours may differ from what it shall be.
  boolean in(Changes changes) {
    var links = lastOfEach(changes);
    var harmless = new HashSet<Integer>();
    for (var link : links.entrySet()) {
      if (!inLink(link.getValue())) {
        harmless.add(link.getKey());
      }
    }
    return harmless.size() < links.size()
        || changes.isIncomplete()
        || changes.inetTables().contains(NodeLayout.NFT_TABLE)
        || changes.network().stream().anyMatch(told -> in(told.entity(), harmless));
  }

  private static Map<Integer, Reply.Told> lastOfEach(Changes changes) {
    var links = new HashMap<Integer, Reply.Told>();
    for (var told : changes.network()) {
      if (told.entity() instanceof Link link) {
        links.put(link.device().index(), told);
      }
    }
    return links;
  }

  private boolean inLink(Reply.Told told) {
    var link = (Link) told.entity();
    var device = link.device().index();
    if (link.group() == NodeLayout.DOOMED_GROUP) {
      podDevices.remove(device);
      return false;
    }
    if (told.event() == Reply.Event.GONE || !isPods(link)) {
      return true;
    }
    if (isAsMade.test(link)) {
      podDevices.add(device);
      return false;
    }
    var isBeingMade = !link.up() && link.alias().isEmpty() && !podDevices.contains(device);
    return !isBeingMade;
  }

  private static boolean isPods(Link link) {
    return link.isVeth() && NodeLayout.deviceIndex(link.group()).isPresent();
  }

  /// @param harmless devices of which all is known; that a new one has settings is told of, too
  private boolean in(Entity changed, Set<Integer> harmless) {
    return switch (changed) {
      case InterfaceAddress _ -> true;
      case Route route -> NodeLayout.isOwnTable(route.table());
      case Rule rule ->
          NodeLayout.isOwnTable(rule.table()) || NodeLayout.isOwnPriority(rule.priority());
      case Neighbour neighbour -> podDevices.contains(neighbour.deviceIndex());
      // IPv4 is forwarded device by device, IPv6 by one switch.
      case SettingChange(var family, int device) ->
          switch (family) {
            case IPV4 -> device > 0 && !harmless.contains(device);
            case IPV6 -> device == SettingChange.ALL;
          };
      case Link _, Flow _, Unrelated _ -> false;
    };
  }
}
