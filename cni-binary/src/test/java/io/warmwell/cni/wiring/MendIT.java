package io.warmwell.cni.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.lab.Lab;
import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv6Prefix;
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
  private static final Ipv6Prefix PREFIX = Ipv6Prefix.parse("2001:db8:0:1:a::/80");
  private static final String IPV6_OF_A = "2001:db8:0:1:a:0:a00:64";
  private static final String IPV6_OF_B = "2001:db8:0:1:a:0:a00:96";
  private static final String NODE_IPV6 = "2001:db8:0:1::10";
  private static final int LOOKS_MAX = 5;

  private final List<Leases.Lease> leased = new ArrayList<>(List.of(PRIMARY, SECONDARY));
  private Lab lab;
  private NodeRouting routing;
  private KernelWiring wiring;

  @BeforeEach
  void wireTwoPods() {
    lab = new Lab();
    lab.forwardIpv6();
    routing = lab.routing(Lab.PRIMARY, Lab.SECONDARY);
    wiring = lab.wiring();
    wiring.add(dual(PRIMARY), lab.pod("a"));
    wiring.add(dual(SECONDARY), lab.pod("b"));
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
    for (var damage : Damages.ALL) {
      lab.in("node", damage.split(" "));

      assertThat(look().done()).as(damage).isNotEmpty();

      mendUntil(before);
      assertThat(state()).as(damage).containsExactlyElementsOf(before);
      assertThat(look()).as("after " + damage).isEqualTo(Mended.NOTHING);
    }
    assertThat(lab.reaches("b", "10.0.0.30")).isTrue();
    assertThat(lab.reaches("a", "10.0.0.150")).isTrue();
    assertThat(lab.reaches("a", IPV6_OF_B)).isTrue();
    assertThat(lab.spoofed()).isZero();
  }

  @Test
  void whatIsNotOursIsLeftAlone() {
    for (var foreign :
        List.of(
            "ip -4 rule add pref 512 to 10.1.2.3 lookup main",
            "ip -4 rule add pref 1536 from 10.1.2.3 lookup 77",
            "ip -4 rule add pref 100 lookup 20001",
            "ip -6 rule add pref 512 to 2001:db8::1 lookup main",
            "ip -6 route add 2001:db8:8::/48 dev eth0 table 77",
            "ip -6 route add 2001:db8:7::/48 dev eth1",
            "ip -6 addr add 2001:db8:7::21/128 dev eth1 nodad",
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
    lab.ip("node", "-6 rule del pref 512 lookup 20000");
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

  /// The kernel takes IPv6 from a link that is too narrow for it, and gives it a new one later.
  @Test
  void aLinkThatLostIpv6ForAMomentHasAllOfItBack() {
    lab.ip("node", "link set eni-b mtu 1000");

    look();
    look();

    assertThat(ipv6Routes()).contains(IPV6_OF_B + " dev eni-b");
    assertThat(lab.ip("node", "-d link show dev eni-b")).contains("addrgenmode none");
    assertThat(lab.reaches("a", IPV6_OF_B)).isTrue();
  }

  @Test
  void forAPodThatWasAddedBeforeIpv6NothingIsMadeUp() {
    var old = lease("c", 101, 0);
    leased.add(old);
    wiring.add(PodLink.of(old, 9001), lab.pod("c"));

    assertThat(look()).isEqualTo(Mended.NOTHING);
    assertThat(restarted().mend(book(), _ -> true).mended()).isEqualTo(Mended.NOTHING);
    assertThat(ipv6Routes().lines()).hasSize(2);
  }

  @Test
  void anIpv6AddressIsKnownAfterARestartByWhatIsLeftOfItsWiring() {
    var restarted = restarted();
    lab.ip("node", "-6 route flush table 20000");

    assertThat(restarted.mend(book(), _ -> true).mended().done())
        .extracting(Repair::kind)
        .containsExactly(Repair.Kind.ROUTE, Repair.Kind.ROUTE);

    lab.ip("node", "-6 neigh del %s dev eni-a".formatted(IPV6_OF_A));

    assertThat(restarted.mend(book(), _ -> true).mended().done())
        .extracting(Repair::kind)
        .containsExactly(Repair.Kind.NEIGHBOUR);
    assertThat(lab.reaches("b", IPV6_OF_A)).isTrue();
  }

  @Test
  void aPodThatUsesAnothersIpv6AddressIsDroppedAndCounted() {
    lab.ip("a", "-6 addr add " + IPV6_OF_B + "/128 dev lo nodad");
    var lost = new String[] {"ping", "-6", "-c3", "-i0.2", "-W1", "-I", IPV6_OF_B, NODE_IPV6};
    lab.ip("node", "-6 addr add " + NODE_IPV6 + "/128 dev lo");
    assertThat(lab.reaches("a", NODE_IPV6)).isTrue();
    var before = dropped();

    assertThat(lab.attempt("a", lost).status()).isNotZero();
    assertThat(dropped()).isEqualTo(before + 3);

    lab.in("node", "nft", "flush", "chain", "inet", "warmwell", "pods_0");
    lab.attempt("a", lost);
    assertThat(dropped()).isEqualTo(before + 3);

    assertThat(look().done()).extracting(Repair::kind).containsExactly(Repair.Kind.NFTABLES);
    assertThat(lab.attempt("a", lost).status()).isNotZero();
    assertThat(dropped()).isEqualTo(before + 6);
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

  private KernelWiring restarted() {
    wiring.close();
    return lab.wiring();
  }

  private long dropped() {
    var listing = lab.in("node", "nft", "list", "counter", "inet", "warmwell", "spoofed");
    return Long.parseLong(listing.replaceAll("(?s).*packets (\\d+).*", "$1"));
  }

  private String ipv6Routes() {
    return sorted(lab.ip("node", "-6 route show table 20000"));
  }

  private static PodLink dual(Leases.Lease lease) {
    return PodLink.of(lease.with(Optional.of(PREFIX.embedding(lease.address()))), 9001);
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
        lab.ip("node", "-6 rule"),
        sorted(lab.ip("node", "route show table 20000")),
        ipv6Routes(),
        lab.ip("node", "route show table 20001"),
        lab.ip("node", "-o -br link show dev eni-b"),
        lab.ip("node", "-d -o link show dev eni-b").replaceAll("mtu.* addrgenmode", ""),
        lab.ip("node", "-o link show dev eni-b").replaceAll("qdisc \\S+|state \\S+", ""),
        lab.ip("node", "-o link show dev eth1").replaceAll("qdisc \\S+|state \\S+", ""),
        lab.ip("node", "-4 -o addr show dev eth1"),
        lab.ip("node", "-4 neigh show dev eni-b"),
        lab.ip("node", "-6 neigh show dev eni-b nud permanent"),
        lab.in("node", settings),
        sorted(lab.in("node", "nft", "list", "table", "inet", "warmwell")));
  }

  private List<String> everything() {
    return lines(
        sorted(lab.ip("node", "-4 rule")),
        sorted(lab.ip("node", "-6 rule")),
        sorted(lab.ip("node", "-6 route show table all")),
        sorted(lab.ip("node", "-4 route show table all")),
        lab.ip("node", "-o link"),
        lab.ip("node", "-4 -o addr"),
        lab.ip("node", "-6 -o addr"),
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
