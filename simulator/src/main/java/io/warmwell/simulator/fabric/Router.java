package io.warmwell.simulator.fabric;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.List;

/// The VPC's router, hypervisor and internet gateway as sysctls, routes and one nftables table.
final class Router {
  private static final String GATEWAY = "203.0.113.1";
  private static final String UPSTREAM = "203.0.113.2";

  private Router() {}

  static void configure(
      NetworkNamespace router,
      NetworkNamespace internet,
      Ipv4Prefix vpc,
      List<Ipv4Address> services) {
    router.sysctl(
        List.of(
            "net.ipv4.ip_forward=1",
            "net.ipv4.conf.all.rp_filter=0",
            "net.ipv4.conf.default.rp_filter=0",
            "net.ipv4.conf.all.send_redirects=0",
            "net.ipv4.conf.default.send_redirects=0",
            // The router answers ARP for whatever is owned, also for a neighbour behind the same
            // ENI: there is no broadcast domain in a VPC.
            "net.ipv4.conf.default.proxy_arp=1",
            "net.ipv4.conf.default.proxy_arp_pvlan=1",
            "net.ipv6.conf.all.forwarding=1",
            "net.ipv6.conf.default.accept_dad=0"));
    router.ip(routerCommands(internet, vpc, services));
    internet.ip(
        List.of(
            "address add " + UPSTREAM + "/24 dev eth0",
            "link set eth0 up",
            "address add " + Fabric.INTERNET_HOST + "/32 dev lo",
            "route add default via " + GATEWAY));
    router.ip(List.of("route add default via " + UPSTREAM));
    router.nft(ruleset());
  }

  private static List<String> routerCommands(
      NetworkNamespace internet, Ipv4Prefix vpc, List<Ipv4Address> services) {
    var commands = new ArrayList<String>();
    commands.add("route add blackhole " + vpc);
    commands.add("route add blackhole " + Fabric.IPV6_VPC);
    services.forEach(service -> commands.add("address add " + service + "/32 dev lo"));
    commands.add(
        "link add igw mtu 1500 type veth peer name eth0 mtu 1500 netns " + internet.name());
    commands.add("address add " + GATEWAY + "/24 dev igw");
    commands.add("link set igw up");
    return commands;
  }

  /// The reverse lookup asks for the route back to the source through the interface the packet came
  /// in by: none means that the sender does not own it. It runs before connection tracking and NAT.
  private static String ruleset() {
    return """
    table inet vpc {
      set eip { type ipv4_addr; }
      counter spoofed { }
      counter unowned { }
      counter no_eip { }
      counter delivered { }
      chain senders {
        type filter hook prerouting priority -300; policy accept;
        iifname != "eni-*" accept
        ip saddr 0.0.0.0 accept
        ip6 saddr { ::/128, fe80::/10 } accept
        fib saddr . iif oif 0 counter name spoofed drop
        fib daddr type != local fib daddr oif 0 counter name unowned drop
      }
      chain delivery {
        type filter hook forward priority 0; policy accept;
        oifname "igw" ip saddr != @eip counter name no_eip drop
        oifname "eni-*" counter name delivered
      }
    }
    """;
  }
}
