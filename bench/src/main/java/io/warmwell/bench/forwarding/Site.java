package io.warmwell.bench.forwarding;

import io.warmwell.bench.forwarding.FullNode.PodEnd;
import io.warmwell.cni.node.NodeInterface;
import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.SubnetCidrs;
import io.warmwell.simulator.world.WorldPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A VPC with nodes on which no daemon runs. Used by one thread.
final class Site implements AutoCloseable {
  /// ENIs of a node, as an m5.4xlarge has; pods are spread over all of them.
  private static final int INTERFACES = 8;

  private static final SubnetId SUBNET = new SubnetId("subnet-00000000000000001");

  /// One subnet is the whole VPC; a node has as much of it as its pods can need.
  private static final Ipv4Prefix CIDR = WorldPlan.DEFAULT_VPC;

  private static final int NODE_ADDRESSES = 1 << 12;
  private static final int NODES_MAX = (int) (CIDR.size() / NODE_ADDRESSES);
  private static final int INTERFACE_ADDRESSES = NODE_ADDRESSES / INTERFACES;
  private static final int BLOCK_LENGTH = 28;
  private static final int BLOCK_ADDRESSES = 1 << (Ipv4Address.BITS - BLOCK_LENGTH);
  private static final long MAC_BLOCK = 0x0a00_0000_0000L;

  private final Fabric fabric;
  private int nodes;

  private Site(Fabric fabric) {
    this.fabric = fabric;
  }

  /// Builds the VPC.
  ///
  /// @param name of a world; it must not be up
  /// @throws IllegalStateException if it is
  static Site open(String name) {
    var cidrs = new SubnetCidrs(CIDR, new Ipv6Prefix(Fabric.IPV6_VPC.base(), Long.SIZE));
    return new Site(Fabric.open(name, CIDR, Map.of(SUBNET, cidrs), List.of()));
  }

  /// Adds a node and attaches its ENIs; nobody has wired its pods yet.
  ///
  /// @param pods how many, each with an address of one of the ENIs in turn, the primary one last
  /// @throws IllegalArgumentException if the VPC has no room for them
  FullNode node(int pods) {
    var node = nodes++;
    if (node >= NODES_MAX || pods > NODE_ADDRESSES / 2) {
      throw new IllegalArgumentException("node " + node + " with " + pods + " pods");
    }
    var namespace = fabric.addNode("node" + node, "i-" + node);
    var interfaces =
        IntStream.range(0, INTERFACES).mapToObj(device -> attach(node, device, pods)).toList();
    namespace.ip(
        List.of(
            "link set eth0 up",
            "address add %s/%d dev eth0".formatted(interfaces.getFirst().primary(), CIDR.length()),
            "route add default via " + fabric.gateway(SUBNET)));
    var measured = NetworkNamespace.create(namespace.name() + "-pod");
    var others = pods > 1 ? NetworkNamespace.create(namespace.name() + "-rest") : measured;
    var ends = new ArrayList<PodEnd>();
    for (var pod = 0; pod < pods; pod++) {
      ends.add(pod(node, pod, pod == pods / 2 ? measured : others));
    }
    return new FullNode(namespace, CIDR, interfaces, ends);
  }

  @Override
  public void close() {
    fabric.close();
  }

  private NodeInterface attach(int node, int device, int pods) {
    var first = first(node, device);
    var primary = first.plus(BLOCK_ADDRESSES - 1);
    var mac = new MacAddress(MAC_BLOCK | Integer.toUnsignedLong(primary.bits()));
    var blocks = pods / INTERFACES / BLOCK_ADDRESSES + 1;
    var prefixes =
        IntStream.rangeClosed(1, blocks)
            .mapToObj(block -> first.plus((long) block * BLOCK_ADDRESSES))
            .map(base -> new Ipv4Prefix(base, BLOCK_LENGTH))
            .toList();
    var eni = new EniId("eni-%d-%d".formatted(node, device));
    var attachment =
        new Attachment.To(
            "eni-attach-" + eni, "i-" + node, device, 0, Attachment.Status.ATTACHED, true);
    fabric.attached(
        "i-" + node,
        new Interface(eni, mac, SUBNET, primary, List.of(), prefixes, Map.of(), attachment),
        device);
    return new NodeInterface(device, mac, primary, CIDR, Fabric.MTU);
  }

  private static PodEnd pod(int node, int pod, NetworkNamespace namespace) {
    var device = (pod + 1) % INTERFACES;
    var address = first(node, device).plus(BLOCK_ADDRESSES + pod / INTERFACES);
    return new PodEnd("eni%011x".formatted(pod), "eth" + pod, address, device, namespace);
  }

  /// The first address of what an ENI's addresses are taken from.
  private static Ipv4Address first(int node, int device) {
    return CIDR.base().plus((long) node * NODE_ADDRESSES + (long) device * INTERFACE_ADDRESSES);
  }
}
