package io.warmwell.cni.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.lab.Lab;
import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What somebody takes away or changes is made whole again, with the real kernel, and what is not
/// ours stays as it is.
final class MendIT {
  private static final Leases.Lease PRIMARY = lease("a", 100, 0);
  private static final Leases.Lease SECONDARY = lease("b", 150, 1);
  private static final int LOOKS_MAX = 5;

  private final List<Leases.Lease> leased = new ArrayList<>(List.of(PRIMARY, SECONDARY));
  private Lab lab;
  private NodeRouting routing;
  private KernelWiring wiring;

  @BeforeEach
  void wireTwoPods() {
    lab = new Lab();
    routing = lab.routing(Lab.PRIMARY, Lab.SECONDARY);
    wiring = lab.wiring();
    wiring.add(PodLink.of(PRIMARY, 9001), lab.pod("a"));
    wiring.add(PodLink.of(SECONDARY, 9001), lab.pod("b"));
    look();
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @Test
  void whatIsAsItWasMadeIsLeftAlone() {
    assertThat(look()).isEqualTo(Mended.NOTHING);
  }

  @Test
  void anInterfaceThatAnotherPluginMakesIsNotMissed() {
    leased.add(
        new Leases.Lease(
            Attachment.addressOnly(
                new AttachmentKey("extra", "c9", "net1"), new PodName("default", "c")),
            Ipv4Address.parse("10.0.0.160"),
            0));

    assertThat(wiring.mend(book(), _ -> true).oddities()).isEmpty();
    assertThat(look()).isEqualTo(Mended.NOTHING);
  }

  @Test
  void everythingOfOursComesBack() {
    var before = state();
    for (var damage :
        List.of(
            "ip -4 rule del pref 512",
            "ip -4 rule del pref 1536",
            "ip -4 rule del pref 1600",
            "ip -4 rule add pref 1536 fwmark 0x200/0x3f00 lookup 20001",
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
            "nft flush map inet warmwell chain_of_group",
            "nft add chain inet warmwell pods { policy drop; }",
            "nft insert rule inet warmwell pods drop",
            "nft add rule inet warmwell leave_1 meta mark set 0",
            "nft add chain inet warmwell stranger")) {
      lab.in("node", damage.split(" "));

      assertThat(look().done()).as(damage).isNotEmpty();

      mendUntil(before);
      assertThat(state()).as(damage).containsExactlyElementsOf(before);
      assertThat(look()).as("after " + damage).isEqualTo(Mended.NOTHING);
    }
    assertThat(lab.reaches("b", "10.0.0.30")).isTrue();
    assertThat(lab.reaches("a", "10.0.0.150")).isTrue();
    assertThat(lab.spoofed()).isZero();
  }

  @Test
  void whatIsNotOursIsLeftAlone() {
    for (var foreign :
        List.of(
            "ip -4 rule add pref 512 to 10.1.2.3 lookup main",
            "ip -4 rule add pref 1536 from 10.1.2.3 lookup 77",
            "ip -4 rule add pref 100 lookup 20001",
            "ip route add 10.8.0.0/16 dev eth0 table 77",
            "ip route add 10.7.0.0/16 dev eth1",
            "ip link add stranger type veth peer name other",
            "ip link set stranger group 7",
            "ip addr add 10.0.0.21/32 dev eth1",
            "ip neigh add 10.0.0.77 lladdr 02:00:00:00:00:77 dev eth0",
            "nft add table inet other",
            "nft add chain inet other pods",
            "nft add table ip warmwell")) {
      lab.in("node", foreign.split(" "));
    }
    var before = everything();

    assertThat(look()).isEqualTo(Mended.NOTHING);
    lab.in("node", "nft", "delete", "table", "inet", "warmwell");
    lab.ip("node", "-4 rule del pref 512 lookup 20000");
    look();

    assertThat(everything()).containsExactlyElementsOf(before);
  }

  @Test
  void aPodWithoutALeaseIsToldOfAndKeepsItsRoute() {
    leased.remove(SECONDARY);

    var found = wiring.mend(book(), _ -> true);

    assertThat(found.mended()).isEqualTo(Mended.NOTHING);
    assertThat(found.oddities())
        .singleElement()
        .extracting(Oddity::kind, Oddity::subject)
        .containsExactly(Oddity.Kind.WITHOUT_LEASE, "link eni-b");
    assertThat(lab.podRoutes()).contains("10.0.0.150 dev eni-b");
  }

  @Test
  void anAddressThatAPodWithoutALeaseUsesIsNotTakenFromIt() {
    leased.remove(SECONDARY);
    leased.add(lease("c", 150, 1));
    wiring.add(PodLink.of(lease("c", 160, 1), 9001), lab.pod("c"));

    var found = wiring.mend(book(), _ -> true);

    assertThat(found.oddities()).extracting(Oddity::kind).contains(Oddity.Kind.CONTESTED);
    assertThat(lab.podRoutes()).contains("10.0.0.150 dev eni-b");
  }

  @Test
  void aPodWhoseInterfaceIsGoneIsToldOf() {
    lab.ip("node", "link del eni-b");

    var found = wiring.mend(book(), _ -> true);

    assertThat(found.mended()).isEqualTo(Mended.NOTHING);
    assertThat(found.oddities())
        .extracting(Oddity::kind)
        .containsExactly(Oddity.Kind.WITHOUT_INTERFACE);
  }

  /// The DEL has taken the interface out of service and not yet ended the lease.
  @Test
  void aPodThatIsBeingDeletedStaysUnreachable() {
    wiring.remove(PodLink.of(SECONDARY, 9001));

    assertThat(wiring.mend(book(), _ -> true).mended()).isEqualTo(Mended.NOTHING);
    assertThat(lab.podRoutes()).doesNotContain("10.0.0.150");
  }

  @Test
  void whatIsNotWantedNowIsWithheld() {
    lab.ip("node", "-4 rule del pref 512");
    lab.ip("node", "route flush table 20000");

    var node = routing.mend(List.of(Lab.PRIMARY, Lab.SECONDARY), Set.of(0, 1), _ -> false);
    var pods = wiring.mend(book(), _ -> false).mended();

    assertThat(node.withheld()).extracting(Repair::kind).containsExactly(Repair.Kind.RULE);
    assertThat(pods.withheld()).extracting(Repair::kind).containsOnly(Repair.Kind.ROUTE).hasSize(2);
    assertThat(lab.podRoutes()).isEmpty();
  }

  private Mended look() {
    var pods = wiring.mend(book(), _ -> true);
    return routing
        .mend(List.of(Lab.PRIMARY, Lab.SECONDARY), pods.leased(), _ -> true)
        .and(pods.mended());
  }

  /// Looks again as long as something is left to be done, such as keeping what a pod has answered.
  private void mendUntil(List<String> wanted) {
    for (var looks = 0; looks < LOOKS_MAX && !state().equals(wanted); looks++) {
      lab.attempt("b", "ping", "-c1", "-W1", "10.0.0.10");
      look();
    }
  }

  private LeaseBook book() {
    return new LeaseBook() {
      @Override
      public List<Leases.Lease> all() {
        return List.copyOf(leased);
      }

      @Override
      public Optional<Leases.Lease> of(AttachmentKey key) {
        return leased.stream().filter(one -> one.attachment().key().equals(key)).findFirst();
      }
    };
  }

  /// What is ours.
  private List<String> state() {
    var settings =
        new String[] {
          "sysctl", "-a", "-r", "conf.(eni-.|eth.).(forwarding|rp_filter|accept_local)"
        };
    return lines(
        lab.ip("node", "-4 rule"),
        sorted(lab.ip("node", "route show table 20000")),
        lab.ip("node", "route show table 20001"),
        lab.ip("node", "-o -br link show dev eni-b"),
        lab.ip("node", "-o link show dev eni-b").replaceAll("qdisc \\S+|state \\S+", ""),
        lab.ip("node", "-o link show dev eth1").replaceAll("qdisc \\S+|state \\S+", ""),
        lab.ip("node", "-4 -o addr show dev eth1"),
        lab.ip("node", "neigh show dev eni-b"),
        lab.in("node", settings),
        sorted(lab.in("node", "nft", "list", "table", "inet", "warmwell")));
  }

  private List<String> everything() {
    return lines(
        sorted(lab.ip("node", "-4 rule")),
        sorted(lab.ip("node", "-4 route show table all")),
        lab.ip("node", "-o link"),
        lab.ip("node", "-4 -o addr"),
        sorted(lab.ip("node", "neigh show dev eth0 nud permanent")),
        sorted(lab.in("node", "nft", "list", "ruleset")));
  }

  private static List<String> lines(String... texts) {
    return Stream.of(texts)
        .flatMap(String::lines)
        // ip(8) looks through all namespaces of the machine, and some vanish meanwhile.
        .filter(line -> !line.startsWith("Error: Peer netns reference is invalid"))
        .toList();
  }

  private static String sorted(String lines) {
    return String.join("\n", new TreeSet<>(lines.lines().toList()));
  }

  private static Leases.Lease lease(String name, int last, int deviceIndex) {
    var key = new AttachmentKey("net", "container-" + name, "eth0");
    return new Leases.Lease(
        new Attachment(key, new PodName("default", name), "eni-" + name),
        Lab.address(last),
        deviceIndex);
  }
}
