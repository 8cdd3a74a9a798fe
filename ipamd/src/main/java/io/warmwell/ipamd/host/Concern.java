package io.warmwell.ipamd.host;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.netlink.sys.ChangeMonitor.Changes;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;
import io.warmwell.netlink.wire.SettingChange;
import io.warmwell.netlink.wire.Unrelated;
import java.util.Set;

/// Tells changes that may be about something of ours from all the others: a node's main table and
/// kube-proxy's nftables tables may change many times a second. Pure.
final class Concern {
  private Concern() {}

  /// @param podDevices numbers of pods' devices; new ones are told of as links
  static boolean in(Changes changes, Set<Integer> podDevices) {
    return changes.isIncomplete()
        || changes.inetTables().contains(NodeLayout.NFT_TABLE)
        || changes.network().stream().anyMatch(told -> in(told.entity(), podDevices));
  }

  private static boolean in(Entity changed, Set<Integer> podDevices) {
    return switch (changed) {
      case Link _, InterfaceAddress _ -> true;
      case Route route -> NodeLayout.isOwnTable(route.table());
      case Rule rule ->
          NodeLayout.isOwnTable(rule.table()) || NodeLayout.isOwnPriority(rule.priority());
      case Neighbour neighbour -> podDevices.contains(neighbour.deviceIndex());
      case SettingChange(int device) -> device > 0;
      case Unrelated _ -> false;
    };
  }
}
