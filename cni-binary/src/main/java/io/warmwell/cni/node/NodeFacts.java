package io.warmwell.cni.node;

import io.warmwell.inet.IpFamily;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkQuery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Asks the kernel what [NodeDrift] compares.
///
/// Confined to one thread at a time. The links of ENIs are asked for by number, since a node has
/// few of them among the links of a thousand pods; all links are listed when one is not found so.
final class NodeFacts {
  private final Netlink netlink;
  private final Set<Device> known = new HashSet<>();

  NodeFacts(Netlink netlink) {
    this.netlink = netlink;
  }

  NodeDrift.Facts of(NodeDrift.Wanted wanted) {
    var links = links(wanted.interfaces());
    var rules =
        Stream.of(IpFamily.values()).flatMap(family -> netlink.rules(family).stream()).toList();
    var tables =
        wanted.tables(rules).stream()
            .collect(Collectors.toMap(Function.identity(), netlink::routes));
    return new NodeDrift.Facts(links, netlink.addresses(), rules, tables);
  }

  private Map<Integer, Link> links(List<NodeInterface> interfaces) {
    var found = byDeviceIndex(interfaces, asked());
    if (found.size() < interfaces.size()) {
      // Pods' own ends are no ENIs, whatever their address.
      found =
          byDeviceIndex(
              interfaces,
              netlink.links().stream()
                  .filter(link -> NodeLayout.deviceIndex(link.group()).isEmpty())
                  .toList());
    }
    known.clear();
    found.values().forEach(link -> known.add(new Device(link.device().index(), "")));
    return found;
  }

  private List<Link> asked() {
    var queries = known.stream().map(LinkQuery::new).toList();
    return netlink.attempt(queries).told().stream().map(Link.class::cast).toList();
  }

  private static Map<Integer, Link> byDeviceIndex(
      List<NodeInterface> interfaces, List<Link> links) {
    var found = new HashMap<Integer, Link>();
    for (var eni : interfaces) {
      links.stream()
          .filter(link -> link.mac().equals(eni.mac()))
          .findFirst()
          .ifPresent(link -> found.put(eni.deviceIndex(), link));
    }
    return found;
  }
}
