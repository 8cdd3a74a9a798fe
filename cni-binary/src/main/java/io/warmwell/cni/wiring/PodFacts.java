package io.warmwell.cni.wiring;

import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.Route;
import java.util.List;
import java.util.function.Function;

/// What the kernel has of an attachment, on the host and in the pod. What is not there is an empty
/// list.
///
/// @param host the link of the host interface's name
/// @param namesakes links on the host that carry its identity under another name; looked for only
///   if `host` is empty
/// @param routes those of the pods' table to the pod's addresses
/// @param hostNeighbours neighbours of the host interface
/// @param pod the link of the pod interface's name
/// @param addresses of the pod interface
/// @param podRoutes those of the pod's main table, of the families of its addresses
/// @param podNeighbours neighbours of the pod interface
record PodFacts(
    List<Link> host,
    List<Link> namesakes,
    List<Route> routes,
    List<Neighbour> hostNeighbours,
    List<Link> pod,
    List<InterfaceAddress> addresses,
    List<Route> podRoutes,
    List<Neighbour> podNeighbours) {

  /// Asks the kernel; eight dumps of one device or table each, ten for both families.
  static PodFacts of(PodLink link, Netlink node, Netlink sandbox) {
    var host = node.link(link.hostInterface()).stream().toList();
    var pod = sandbox.link(link.podInterface()).stream().toList();
    return new PodFacts(
        host,
        host.isEmpty() ? namesakes(link, node) : List.of(),
        routes(link, node),
        of(host, end -> node.neighbours(end.device())),
        pod,
        of(pod, end -> sandbox.addresses(end.device())),
        podRoutes(link, sandbox),
        of(pod, end -> sandbox.neighbours(end.device())));
  }

  private static List<Link> namesakes(PodLink link, Netlink node) {
    return node.veths().stream().filter(veth -> veth.alias().equals(link.alias())).toList();
  }

  private static List<Route> routes(PodLink link, Netlink node) {
    return link.addresses().stream()
        .flatMap(
            address ->
                node.routes(address.family(), NodeLayout.POD_TABLE).stream()
                    .filter(route -> route.destination().equals(address.toPrefix())))
        .toList();
  }

  private static List<Route> podRoutes(PodLink link, Netlink sandbox) {
    return link.addresses().stream()
        .flatMap(address -> sandbox.routes(address.family(), PodRequests.TABLE_MAIN).stream())
        .toList();
  }

  private static <T> List<T> of(List<Link> links, Function<Link, List<T>> asked) {
    return links.stream().flatMap(link -> asked.apply(link).stream()).toList();
  }
}
