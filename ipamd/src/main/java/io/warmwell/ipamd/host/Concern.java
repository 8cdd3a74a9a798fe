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

  /// The highest number of a device that is known; the kernel gives higher and higher ones.
  private int newest;

  /// @param isAsMade whether a pod's link is as an ADD leaves it
  /// @param newest the highest number of a device when the changes begin
  Concern(Predicate<Link> isAsMade, int newest) {
    this.isAsMade = isAsMade;
    this.newest = newest;
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
    newest = links.keySet().stream().reduce(newest, Math::max);
    // All of them, for each may be a pod's that is new or gone.
    var inLinks = links.values().stream().map(this::inLink).reduce(false, Boolean::logicalOr);
    return inLinks
        || changes.isIncomplete()
        || changes.inetTables().contains(NodeLayout.NFT_TABLE)
        || inOthers(changes);
  }

  /// That a new link has settings is told of before its last message, which has them all; what is
  /// told of after that message is news. Of a device that is not known yet that message has not
  /// been read yet.
  private boolean inOthers(Changes changes) {
    var explained = new HashSet<Integer>();
    for (var told : changes.network().reversed()) {
      if (told.entity() instanceof Link link) {
        explained.add(link.device().index());
      } else if (in(told.entity(), explained)) {
        return true;
      }
    }
    return false;
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

  /// @param explained devices that a later message tells all of
  private boolean in(Entity changed, Set<Integer> explained) {
    return switch (changed) {
      case InterfaceAddress _ -> true;
      case Route route -> NodeLayout.isOwnTable(route.table());
      case Rule rule ->
          NodeLayout.isOwnTable(rule.table()) || NodeLayout.isOwnPriority(rule.priority());
      case Neighbour neighbour -> podDevices.contains(neighbour.deviceIndex());
      // IPv4 is forwarded device by device, IPv6 by one switch.
      case SettingChange(var family, int device) ->
          switch (family) {
            case IPV4 -> device > 0 && device <= newest && !explained.contains(device);
            case IPV6 -> device == SettingChange.ALL;
          };
      case Link _, Flow _, Unrelated _ -> false;
    };
  }
}
