package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever somebody takes from the node, or changes of it, is back within two seconds, with the
/// pods' traffic; what is not ours stays as it is.
///
/// Prints its seed; `-Dseed=N` damages the same things in the same order again.
class DriftIT {
  private static final Duration REPAIR_MAX = Duration.ofSeconds(2);

  /// Of what the kernel tells nobody about.
  private static final Duration UNTOLD_REPAIR_MAX = Duration.ofSeconds(62);

  private static final Map<String, String> BOTH = Map.of("ENABLE_IPv6", "true");

  private static final Duration READY_MAX = Duration.ofMinutes(1);

  private static final String FOREIGN =
      """
      ip rule add pref 512 to 10.1.2.3 lookup main
      ip rule add pref 1536 from 10.1.2.3 lookup 77
      ip route add 10.8.0.0/16 dev eth0 table 77
      ip -6 rule add pref 512 to 2001:db8::1 lookup main
      ip -6 route add 2001:db8:8::/48 dev eth0 table 77
      ip -6 route add 2001:db8:7::/48 dev eth0
      ip route add 10.7.0.0/16 dev eth0
      ip link add stranger type veth peer name other
      ip link set stranger group 7 mtu 1400
      ip neigh add 10.0.200.77 lladdr 02:00:00:00:00:77 dev eth0
      nft add table inet other
      nft add chain inet other pods '{ type filter hook prerouting priority 5; }'
      nft add rule inet other pods counter accept
      nft add table ip warmwell
      """;

  /// Everything that is not ours and has no counter in it.
  private static final String FOREIGN_STATE =
      """
      ip rule show | grep -v 'lookup 200[0-9][0-9]'
      ip -4 route show table all | grep -v 'table 200[0-9][0-9]' | sort
      ip -6 rule show | grep -v 'lookup 200[0-9][0-9]'
      ip -6 route show table 77
      ip -6 route show table main | grep -v 'dev eth1'
      ip -o link show dev stranger
      ip -o link show dev other
      ip neigh show dev eth0 nud permanent
      nft -s list table inet other
      nft list table ip warmwell
      """;

  private final String name = "dri" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void whatIsDamagedIsRepairedAndStrangersAreLeftAlone() throws Exception {
    var seed = Long.getLong("seed", System.nanoTime());
    System.out.println("-Dseed=" + seed);
    try (var world = World.open(Worlds.plan(name, directory, BOTH, BOTH), shim())) {
      world.startDaemons();
      var node = world.node("node-a");
      var apart = Worlds.podsApart(world);
      var pod = apart.getFirst();
      var peer = apart.getLast();
      shell(node.namespace(), FOREIGN);
      var foreign = shell(node.namespace(), FOREIGN_STATE);
      var own = settled(node);

      var damages = new ArrayList<>(damages(link(node, pod), pod));
      Collections.shuffle(damages, new Random(seed));
      var longest = Duration.ZERO;
      for (var damage : damages) {
        shell(node.namespace(), damage);
        var took = awaitRepair(node, own, damage, REPAIR_MAX);
        assertThat(pings(pod, peer)).as("traffic after " + damage).isTrue();
        longest = took.compareTo(longest) > 0 ? took : longest;
      }
      var untold = "sysctl -qw net.ipv4.conf.%s.accept_local=0".formatted(link(node, pod));
      shell(node.namespace(), untold);
      awaitRepair(node, own, untold, UNTOLD_REPAIR_MAX);

      System.out.println(damages.size() + " damages repaired, the longest took " + longest);
      assertThat(shell(node.namespace(), FOREIGN_STATE)).isEqualTo(foreign);
      assertThat(world.fabric().counters()).containsEntry(Counter.NO_EIP, 0L);
      assertThat(log(node)).contains("repaired drift").doesNotContain("somebody keeps changing");
    }
  }

  /// Nothing is deleted that is not there again in the same transaction, and no packet is lost.
  @Test
  void aRestartTakesNothingAway() throws Exception {
    try (var world = World.open(Worlds.plan(name, directory, BOTH, BOTH), shim())) {
      world.startDaemons();
      var node = world.node("node-a");
      var apart = Worlds.podsApart(world);
      var pod = apart.getFirst();
      var peer = apart.getLast();
      settled(node);
      var network = Watch.start(node.namespace(), directory.resolve("ip"), "ip", "monitor", "all");
      var packets = Watch.start(node.namespace(), directory.resolve("nft"), "nft", "monitor");
      var pings =
          Watch.start(
              pod.namespace(),
              directory.resolve("ping"),
              List.of("ping", "-q", "-i", "0.01", peer.address().toString())
                  .toArray(String[]::new));

      node.daemon().stop();
      node.daemon().start();
      node.daemon().awaitReady(READY_MAX);
      settled(node);
      Thread.sleep(REPAIR_MAX);

      assertThat(network.end()).noneMatch(line -> line.contains("Deleted") && isOurs(line));
      var told = packets.end();
      assertThat(Transactions.takenAway(told)).as(String.join("\n", told)).isEmpty();
      assertThat(String.join("\n", pings.end())).contains(" 0% packet loss");
      assertThat(log(node)).doesNotContain("repaired drift");
    }
  }

  private static boolean isOurs(String line) {
    return line.matches(".*(table|lookup) 200\\d\\d.*|.*\\beni[0-9a-f]{11}\\b.*");
  }

  private static List<String> damages(String link, Pod pod) {
    var address = pod.address();
    var ipv6 = pod.ipv6().orElseThrow();
    var network =
        Stream.of(
            "ip rule del pref 512 lookup 20000",
            "ip rule del pref 1536 lookup 20001",
            "ip rule del pref 1600",
            "ip rule add pref 1536 fwmark 0x200/0x3f00 lookup 20001",
            "ip -6 rule del pref 512 lookup 20000",
            "ip -6 rule add pref 1600 lookup 20001",
            "ip -6 route flush table 20000",
            "ip -6 route del %3$s table 20000",
            "ip -6 route replace blackhole %3$s table 20000",
            "ip -6 route replace %3$s dev stranger table 20000",
            "ip -6 route add %3$s dev eth0 metric 7 table 20000",
            "ip -6 route add 2001:db8:9::9 dev eth0 table 20000",
            "ip -6 neigh del %3$s dev %1$s",
            "ip -6 neigh replace %3$s lladdr 02:00:00:00:00:77 nud permanent dev %1$s",
            "ip link set %1$s addrgenmode eui64",
            "sysctl -qw net.ipv6.conf.all.forwarding=0",
            "ip route flush table 20000",
            "ip route del %2$s table 20000",
            "ip route replace blackhole %2$s table 20000",
            "ip route replace %2$s dev stranger table 20000",
            "ip route add 10.9.9.9 dev eth0 table 20000",
            "ip route flush table 20001",
            "ip route replace default via 10.0.200.9 dev eth1 onlink table 20001",
            "ip route add 10.0.0.0/8 dev eth0 table 20001",
            "ip link set %1$s down",
            "ip link set %1$s mtu 1280",
            "ip link set %1$s group 7",
            "ip link set %1$s alias other",
            "ip link set %1$s address 02:00:00:00:00:78",
            "ip neigh del %2$s dev %1$s",
            "ip neigh replace %2$s lladdr 02:00:00:00:00:77 nud permanent dev %1$s",
            "ip link set eth1 down",
            "ip link set eth1 mtu 1500",
            "ip link set eth1 group 7",
            "ip addr flush dev eth1",
            "sysctl -qw net.ipv4.conf.%1$s.forwarding=0",
            "sysctl -qw net.ipv4.conf.%1$s.rp_filter=1",
            "sysctl -qw net.ipv4.conf.eth1.rp_filter=1",
            "sysctl -qw net.ipv4.ip_forward=1 net.ipv4.ip_forward=0");
    var packets =
        Stream.of(
            "nft delete table inet warmwell",
            "nft flush table inet warmwell",
            "nft flush chain inet warmwell pods",
            "nft flush chain inet warmwell pods_1",
            "nft flush map inet warmwell chain_of_group",
            "nft flush set inet warmwell inside",
            "nft insert rule inet warmwell pods_1 drop",
            "nft add chain inet warmwell pods '{ policy drop; }'",
            "nft add chain inet warmwell stranger",
            "nft add element inet warmwell inside '{ 203.0.113.0/24 }'");
    return Stream.concat(network, packets)
        .map(damage -> damage.formatted(link, address, ipv6))
        .toList();
  }

  /// The interface on the host that leads to a pod.
  private static String link(Node node, Pod pod) {
    var route = shell(node.namespace(), "ip route show " + pod.address() + " table 20000");
    return route.replaceAll("(?s).* dev (\\S+).*", "$1");
  }

  /// All that is ours, by kinds, in an order of its own.
  private static String state(Node node) {
    return shell(
        node.namespace(),
        """
        ip rule show | grep 'lookup 200[0-9][0-9]' | sort
        ip route show table 20000 | sort
        ip route show table 20001 2>&1
        ip -6 rule show | grep 'lookup 200[0-9][0-9]' | sort
        ip -6 route show table 20000 | sort
        ip -o link show | sed 's/qdisc .* mode//; s/state [A-Z]* //; s/,LOWER_UP//' | grep -v other
        ip -4 -o addr show dev eth1 | sort
        ip neigh show nud permanent | sort
        ip -6 neigh show nud permanent | sort
        ip -d -o link show type veth | grep -o '^[^@]*\\|addrgenmode [a-z0-9]*'
        sysctl net.ipv6.conf.all.forwarding
        sysctl -a -r 'ipv4.conf.(eni|eth).*(forwarding|rp_filter|accept_local)$' 2>/dev/null |
          grep -v [bm]c_forwarding
        nft -s list table inet warmwell 2>&1 | sort
        """);
  }

  /// The state in which nothing is left to be done.
  private static String settled(Node node) throws InterruptedException {
    var before = "";
    var now = state(node);
    while (!now.equals(before)) {
      before = now;
      Thread.sleep(Duration.ofMillis(500));
      now = state(node);
    }
    return now;
  }

  private static Duration awaitRepair(Node node, String wanted, String damage, Duration max) {
    var began = System.nanoTime();
    var asked = Duration.ZERO;
    var found = state(node);
    while (!found.equals(wanted)) {
      assertThat(asked)
          .as("repair of %s; now%n%s%n%s", damage, found, node.daemon().logEnd())
          .isLessThan(max);
      asked = Duration.ofNanos(System.nanoTime() - began);
      found = state(node);
    }
    return asked;
  }

  private static boolean pings(Pod from, Pod to) {
    return Stream.of(to.address().toString(), to.ipv6().orElseThrow().toString())
        .map(address -> from.namespace().inside(List.of("ping", "-c1", "-W2", address)))
        .allMatch(ping -> Program.run(ping, "").exitCode() == 0);
  }

  private static String shell(NetworkNamespace namespace, String script) {
    return Program.run(namespace.inside(List.of("sh", "-s")), script).output();
  }

  private static String log(Node node) throws IOException {
    return Files.readString(node.directories().log());
  }

  private static Path shim() {
    return ShimBinary.locate();
  }
}
