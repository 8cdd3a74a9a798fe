package io.warmwell.bench.forwarding;

import io.warmwell.cni.node.NodeInterface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.simulator.fabric.NetworkNamespace;
import java.util.List;

/// A node with its ENIs attached and the pods that are to be wired, of which one is measured.
///
/// @param interfaces its ENIs by device index; the links of all but the primary are down
/// @param pods in the order in which they are to be wired
record FullNode(
    NetworkNamespace namespace, Ipv4Prefix vpc, List<NodeInterface> interfaces, List<PodEnd> pods) {

  FullNode {
    interfaces = List.copyOf(interfaces);
    pods = List.copyOf(pods);
  }

  /// A pod.
  ///
  /// @param podInterface name of its link in its namespace
  /// @param deviceIndex of the ENI that has its address
  /// @param namespace shared by all pods but the one that is measured
  record PodEnd(
      String hostInterface,
      String podInterface,
      Ipv4Address address,
      int deviceIndex,
      NetworkNamespace namespace) {}

  /// The pod that has as many others before it as after it.
  PodEnd measured() {
    return pods.get(pods.size() / 2);
  }

  /// The address that the node itself is known by.
  Ipv4Address primary() {
    return interfaces.getFirst().primary();
  }

  /// Where everything that leaves by an ENI goes.
  Ipv4Address gateway() {
    return interfaces.getFirst().subnet().base().plus(1);
  }
}
