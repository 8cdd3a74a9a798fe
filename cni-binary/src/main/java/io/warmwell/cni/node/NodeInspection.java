package io.warmwell.cni.node;

import static io.warmwell.cni.Difference.REPAIRED;

import io.warmwell.cni.Difference;
import io.warmwell.inet.IpFamily;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.Nftables;
import io.warmwell.netlink.wire.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Looks whether the node's routing is as [NodeRouting] makes it, and changes nothing.
///
/// Thread-safe: one thread at a time asks nftables.
public final class NodeInspection implements AutoCloseable {
  private final Nftables nftables;

  private NodeInspection(Nftables nftables) {
    this.nftables = nftables;
  }

  /// Opens it in this thread's network namespace.
  ///
  /// @throws UnsatisfiedLinkError if libnftables.so.1 is not installed (Debian: libnftables1)
  public static NodeInspection open() {
    return new NodeInspection(Nftables.open());
  }

  /// What is different of what all pods need.
  public List<Difference> differences(Netlink netlink) {
    var differences = new ArrayList<Difference>();
    compareRule(netlink.rules(), NodeLayout.POD_RULE, differences);
    repaired(marks().missing(), differences);
    return differences;
  }

  /// What is different of what the pods on one ENI need.
  ///
  /// @param families those that the pods have addresses of
  public List<Difference> differences(
      Netlink netlink, int deviceIndex, Collection<IpFamily> families) {
    var differences = new ArrayList<Difference>();
    var rules = netlink.rules();
    for (var family : families) {
      compareRule(netlink.rules(family), NodeLayout.podRule(family), differences);
    }
    if (deviceIndex > 0) {
      var table = NodeLayout.table(deviceIndex);
      compareRule(rules, NodeLayout.markRule(deviceIndex), differences);
      if (netlink.routes(table).stream().noneMatch(route -> route.destination().length() == 0)) {
        differences.add(new Difference("no default route in table " + table, REPAIRED));
      }
    }
    repaired(marks().missing(deviceIndex), differences);
    return differences;
  }

  @Override
  public synchronized void close() {
    nftables.close();
  }

  private synchronized MarkTable marks() {
    return nftables.find(MarkTable.LIST).map(MarkTable::read).orElseGet(MarkTable::absent);
  }

  private static void compareRule(List<Rule> rules, Rule wanted, List<Difference> differences) {
    if (!rules.contains(wanted)) {
      differences.add(new Difference("no rule " + wanted, REPAIRED));
    }
  }

  private static void repaired(List<String> missing, List<Difference> differences) {
    missing.forEach(what -> differences.add(new Difference(what, REPAIRED)));
  }
}
