package io.warmwell.bench.forwarding;

import io.warmwell.bench.forwarding.FullNode.PodEnd;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.Egress;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.cni.wiring.KernelWiring;
import io.warmwell.netlink.sys.Descriptor;
import io.warmwell.netlink.sys.Namespaces;
import io.warmwell.netlink.sys.NetlinkSocket;
import io.warmwell.simulator.fabric.Fabric;
import java.util.List;
import java.util.Optional;

/// What Warmwell makes, made by the code that makes it on a real node.
record OwnLayout() implements Layout {
  private static final int CONNECTION_MARK = 0x80;

  @Override
  public String name() {
    return "Warmwell";
  }

  @Override
  public void build(FullNode node) {
    var path = node.namespace().path();
    try (var routing = Namespaces.run(path, NodeRouting::open);
        var wiring = Namespaces.run(path, KernelWiring::open)) {
      routing.setUp(egress(node), List.of(node.vpc()));
      for (var eni : node.interfaces()) {
        if (routing.addInterface(eni) instanceof NodeRouting.Presence.LinkAbsent) {
          throw new IllegalStateException(node.namespace().name() + " lacks the link of " + eni);
        }
      }
      node.pods().forEach(pod -> wire(pod, wiring));
    }
  }

  private static Egress egress(FullNode node) {
    var translation = new Egress.Translation(node.primary(), Egress.Ports.PRNG, List.of());
    return new Egress(Optional.of(translation), List.of(), true, CONNECTION_MARK);
  }

  private static void wire(PodEnd pod, KernelWiring wiring) {
    var path = pod.namespace().path();
    try (var namespace = Descriptor.open(path);
        var netlink = Namespaces.run(path, NetlinkSocket::descriptor)) {
      wiring.add(link(pod), new PodNamespace(netlink.number(), namespace.number()));
    }
  }

  private static PodLink link(PodEnd pod) {
    return new PodLink(
        pod.hostInterface(),
        pod.podInterface(),
        pod.address(),
        Optional.empty(),
        pod.deviceIndex(),
        Fabric.MTU,
        "pod " + pod.address());
  }
}
