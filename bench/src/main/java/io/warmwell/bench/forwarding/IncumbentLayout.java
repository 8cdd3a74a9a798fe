package io.warmwell.bench.forwarding;

import io.warmwell.bench.forwarding.FullNode.PodEnd;
import io.warmwell.cni.node.NodeInterface;
import io.warmwell.inet.MacAddress;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the AWS VPC CNI 1.23.1 makes of rules, routes and netfilter with its default settings, made
/// by ip(8), iptables-nft and nft(8): for each pod a route in the main table, a rule that leads to
/// it, and for pods on secondary ENIs a rule that leads their packets to the ENI's table.
record IncumbentLayout() implements Layout {
  private static final String POD_GATEWAY = "169.254.1.1";
  private static final MacAddress HOST_MACS = new MacAddress(0x0258_0000_0000L);

  @Override
  public String name() {
    return "two rules per pod";
  }

  @Override
  public void build(FullNode node) {
    var namespace = node.namespace();
    namespace.sysctl(List.of("net.ipv4.conf.eth0.rp_filter=2"));
    namespace.ip(
        Stream.concat(
                Stream.of("rule add priority 1024 fwmark 0x80/0x80 lookup main"),
                node.interfaces().stream()
                    .filter(eni -> eni.deviceIndex() > 0)
                    .flatMap(eni -> route(eni, node).stream()))
            .toList());
    Program.check(namespace.inside(List.of("iptables-nft-restore", "--noflush")), iptables(node));
    namespace.nft(nftables(node));
    namespace.ip(node.pods().stream().flatMap(pod -> wire(pod).stream()).toList());
    var measured = node.measured();
    measured.namespace().ip(insidePod(measured));
  }

  private static List<String> route(NodeInterface eni, FullNode node) {
    var link = "eth" + eni.deviceIndex();
    var table = table(eni.deviceIndex());
    return List.of(
        "link set " + link + " up",
        "address add %s/%d dev %s noprefixroute"
            .formatted(eni.primary(), eni.subnet().length(), link),
        "route add %s/32 dev %s scope link table %s".formatted(node.gateway(), link, table),
        "route add default via %s dev %s table %s".formatted(node.gateway(), link, table),
        "rule add priority 32765 from %s lookup %s".formatted(eni.primary(), table));
  }

  private static List<String> wire(PodEnd pod) {
    var host = pod.hostInterface();
    var address = pod.address();
    var commands = new ArrayList<String>();
    commands.add(
        "link add %s address %s mtu %d type veth peer name %s mtu %d netns %s"
            .formatted(host, hostMac(pod), Fabric.MTU, pod.podInterface(), Fabric.MTU, name(pod)));
    commands.add("link set " + host + " up");
    commands.add("route replace %s/32 dev %s scope link".formatted(address, host));
    commands.add("rule add priority 512 to %s lookup main".formatted(address));
    if (pod.deviceIndex() > 0) {
      commands.add(
          "rule add priority 1536 from %s lookup %s".formatted(address, table(pod.deviceIndex())));
    }
    return commands;
  }

  private static List<String> insidePod(PodEnd pod) {
    var link = pod.podInterface();
    return List.of(
        "link set " + link + " up",
        "address add " + pod.address() + "/32 dev " + link,
        "route add " + POD_GATEWAY + "/32 dev " + link + " scope link",
        "route add default via " + POD_GATEWAY + " dev " + link,
        "neighbour add %s lladdr %s dev %s nud permanent"
            .formatted(POD_GATEWAY, hostMac(pod), link));
  }

  private static String iptables(FullNode node) {
    return """
        *mangle
        -A PREROUTING -i eth0 -m addrtype --dst-type LOCAL --limit-iface-in -j CONNMARK --set-mark 0x80/0x80
        -A PREROUTING -i eni+ -j CONNMARK --restore-mark --mask 0x80
        -A PREROUTING -i vlan+ -j CONNMARK --restore-mark --mask 0x80
        COMMIT
        *nat
        :AWS-SNAT-CHAIN-0 - [0:0]
        -A POSTROUTING -m comment --comment "AWS SNAT CHAIN" -j AWS-SNAT-CHAIN-0
        -A AWS-SNAT-CHAIN-0 -d %s -m comment --comment "AWS SNAT CHAIN" -j RETURN
        -A AWS-SNAT-CHAIN-0 ! -o vlan+ -m comment --comment "AWS, SNAT" -m addrtype ! --dst-type LOCAL -j SNAT --to-source %s --random-fully
        COMMIT
        """
        .formatted(node.vpc(), node.primary());
  }

  private static String nftables(FullNode node) {
    return """
        table ip aws-cni {
          chain snat-mark {
            counter ip daddr %s return
            counter ct mark set ct mark | 0x80
          }
          chain nat-prerouting {
            type nat hook prerouting priority -90; policy accept;
            fib daddr type local return
            iifname "eni*" counter jump snat-mark
            counter meta mark set ct mark & 0x80
          }
        }
        """
        .formatted(node.vpc());
  }

  private static String table(int deviceIndex) {
    return String.valueOf(deviceIndex + 1);
  }

  private static MacAddress hostMac(PodEnd pod) {
    return new MacAddress(HOST_MACS.bits() | Integer.toUnsignedLong(pod.address().bits()));
  }

  private static String name(PodEnd pod) {
    return pod.namespace().name();
  }
}
