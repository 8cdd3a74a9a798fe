package io.warmwell.cni.wiring;

import java.util.List;

/// What somebody may do on a node to what is ours, where pods `a` and `b` are wired with both
/// families, `b` on the secondary interface.
final class Damages {
  static final List<String> ALL =
      List.of(
          "ip -4 rule del pref 512",
          "ip -4 rule del pref 1536",
          "ip -4 rule del pref 1600",
          "ip -4 rule add pref 1536 fwmark 0x200/0x3f00 lookup 20001",
          "ip -6 rule del pref 512",
          "ip -6 rule add pref 1536 lookup 20001",
          "ip -6 route flush table 20000",
          "ip -6 route del 2001:db8:0:1:a:0:a00:96 table 20000",
          "ip -6 route replace 2001:db8:0:1:a:0:a00:96 dev eni-a table 20000",
          "ip -6 route replace blackhole 2001:db8:0:1:a:0:a00:96 table 20000",
          "ip -6 route add 2001:db8:0:1:a:0:a00:96 dev eth0 metric 1 table 20000",
          "ip -6 route add 2001:db8:0:1:a:0:a00:97 dev eth0 table 20000",
          "ip -6 route add 2001:db8:dead::a00:96 dev eth0 table 20000",
          "ip -6 route add blackhole 2001:db8::/32 table 20000",
          "ip -6 neigh del 2001:db8:0:1:a:0:a00:96 dev eni-b",
          "ip -6 neigh replace 2001:db8:0:1:a:0:a00:96 lladdr 02:00:00:00:00:77 dev eni-b",
          "ip link set eni-b addrgenmode eui64",
          "ip link set eni-b addrgenmode random",
          "ip route flush table 20000",
          "ip route flush table 20001",
          "ip route replace default via 10.0.0.9 dev eth1 onlink table 20001",
          "ip route add 10.0.0.0/8 dev eth0 table 20001",
          "ip route add blackhole 10.9.0.0/16 table 20001",
          "ip route replace 10.0.0.150 dev eni-a table 20000",
          "ip route replace blackhole 10.0.0.150 table 20000",
          "ip route add 10.0.0.151 dev eth0 table 20000",
          "ip link set eni-b down",
          "ip link set eni-b mtu 1500",
          "ip link set eni-b group 7",
          "ip link set eni-b alias other",
          "ip link set eni-b address 02:00:00:00:00:77",
          "ip link set eth1 down",
          "ip link set eth1 mtu 1500",
          "ip link set eth1 group 7",
          "ip addr del 10.0.0.20/24 dev eth1",
          "ip neigh del 10.0.0.150 dev eni-b",
          "ip neigh replace 10.0.0.150 lladdr 02:00:00:00:00:77 nud permanent dev eni-b",
          "sysctl -qw net.ipv4.conf.eni-b.forwarding=0",
          "sysctl -qw net.ipv4.conf.eni-b.rp_filter=1",
          "sysctl -qw net.ipv4.conf.eni-b.accept_local=0",
          "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.ip_forward=0",
          "sysctl -qw net.ipv4.conf.eth1.rp_filter=1",
          "nft delete table inet warmwell",
          "nft flush ruleset",
          "nft flush table inet warmwell",
          "nft flush chain inet warmwell pods_1",
          "nft add rule inet warmwell opening accept",
          "nft flush chain inet warmwell pods_0",
          "nft flush map inet warmwell chain_of_group",
          "nft add chain inet warmwell pods { policy drop; }",
          "nft insert rule inet warmwell pods drop",
          "nft add rule inet warmwell leave_1 meta mark set 0",
          "nft add chain inet warmwell stranger");

  private Damages() {}
}
