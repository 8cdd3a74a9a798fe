package io.warmwell.simulator.fabric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The VPC of namespaces does to packets what a VPC does.
class FabricIT {
  private static final SubnetId SUBNET = new SubnetId("subnet-1");
  private static final Ipv4Address METADATA = Ipv4Address.parse("169.254.169.254");
  private static final String POD = "10.0.1.101";
  private static final String IPV6_OF_B = "2001:db8:57:1::a00:10b";

  /// Tests of several builds may run on one machine at the same time.
  private final String world = "fab" + ProcessHandle.current().pid();

  private Fabric fabric;
  private NetworkNamespace nodeA;
  private NetworkNamespace nodeB;

  @BeforeEach
  void twoNodesWithAPrimaryInterfaceEach() {
    Fabric.sweep(world);
    fabric = open(world);
    nodeA = fabric.addNode("node-a", "i-a");
    nodeB = fabric.addNode("node-b", "i-b");
    fabric.attached("i-a", eni("eni-a0", 10), 0);
    fabric.attached("i-b", eni("eni-b0", 11), 0);
    configure(nodeA, "10.0.1.10");
    configure(nodeB, "10.0.1.11");
  }

  @AfterEach
  void removeEverything() {
    fabric.close();
  }

  @Test
  void nodesReachEachOtherTheMetadataAddressAndTheInternet() {
    assertThat(reaches(nodeA, "10.0.1.11")).isTrue();
    assertThat(reaches(nodeB, "10.0.1.10")).isTrue();
    assertThat(reaches(nodeA, METADATA.toString())).isTrue();
    assertThat(reaches(nodeA, Fabric.INTERNET_HOST.toString())).isTrue();
    assertThat(fabric.counters())
        .containsEntry(Counter.SPOOFED, 0L)
        .containsEntry(Counter.UNOWNED, 0L)
        .containsEntry(Counter.NO_EIP, 0L);
    assertThat(fabric.counters().get(Counter.DELIVERED)).isGreaterThanOrEqualTo(4);
  }

  @Test
  void aSourceThatTheInterfaceDoesNotOwnIsDroppedAndCounted() {
    nodeA.ip(List.of("address add " + POD + "/32 dev lo"));

    var reached = reaches(nodeA, "10.0.1.11", "-I", POD);

    assertThat(reached).isFalse();
    assertThat(fabric.counters()).containsEntry(Counter.SPOOFED, 1L);
  }

  @Test
  void anAssignedAddressIsDeliveredUntilItIsUnassigned() {
    nodeA.ip(List.of("address add " + POD + "/32 dev lo"));

    fabric.assigned(new EniId("eni-a0"), Ipv4Prefix.parse(POD + "/32"));

    assertThat(reaches(nodeB, POD)).isTrue();
    assertThat(reaches(nodeA, "10.0.1.11", "-I", POD)).isTrue();
    assertThat(fabric.counters()).containsEntry(Counter.SPOOFED, 0L);

    fabric.unassigned(new EniId("eni-a0"), Ipv4Prefix.parse(POD + "/32"));

    assertThat(reaches(nodeB, POD)).isFalse();
    assertThat(fabric.counters()).containsEntry(Counter.UNOWNED, 1L);
    assertThat(reaches(nodeA, "10.0.1.11", "-I", POD)).isFalse();
    assertThat(fabric.counters()).containsEntry(Counter.SPOOFED, 1L);
  }

  @Test
  void aPrefixOwnsItsSixteenAddresses() {
    nodeA.ip(List.of("address add 10.0.1.111/32 dev lo", "address add 10.0.1.112/32 dev lo"));

    fabric.assigned(new EniId("eni-a0"), Ipv4Prefix.parse("10.0.1.96/28"));

    assertThat(reaches(nodeB, "10.0.1.111")).isTrue();
    assertThat(reaches(nodeB, "10.0.1.112")).isFalse();
  }

  @Test
  void aMovedAddressIsTheNewOwnersAlone() {
    var block = Ipv4Prefix.parse(POD + "/32");
    nodeA.ip(List.of("address add " + POD + "/32 dev lo"));
    fabric.assigned(new EniId("eni-a0"), block);
    assertThat(reaches(nodeA, "10.0.1.11", "-I", POD)).isTrue();

    fabric.assigned(new EniId("eni-b0"), block);
    fabric.unassigned(new EniId("eni-a0"), block);

    assertThat(reaches(nodeA, "10.0.1.11", "-I", POD)).isFalse();
    assertThat(fabric.counters()).containsEntry(Counter.SPOOFED, 1L);
    nodeA.ip(List.of("address delete " + POD + "/32 dev lo"));
    nodeB.ip(List.of("address add " + POD + "/32 dev lo"));
    assertThat(reaches(nodeB, "10.0.1.10", "-I", POD)).isTrue();
    assertThat(reaches(nodeA, POD)).isTrue();
  }

  @Test
  void aDelegatedIpv6PrefixIsDeliveredUntilItIsTakenAway() {
    var prefix = Ipv6Prefix.parse("2001:db8:57:1:a::/80");
    var pod = "2001:db8:57:1:a::7";
    nodeA.ip(List.of("address add " + pod + "/128 dev lo nodad"));
    var byStranger = reaches(nodeA, IPV6_OF_B, "-I", pod);

    fabric.assigned(new EniId("eni-a0"), prefix);
    var owned = reaches(nodeA, IPV6_OF_B, "-I", pod) && reaches(nodeB, pod);
    fabric.unassigned(new EniId("eni-a0"), prefix);
    var afterwards = reaches(nodeB, pod);

    assertThat(byStranger).isFalse();
    assertThat(owned).isTrue();
    assertThat(afterwards).isFalse();
    assertThat(fabric.counters())
        .containsEntry(Counter.SPOOFED, 1L)
        .containsEntry(Counter.UNOWNED, 1L);
  }

  @Test
  void framesOf9001BytesPassUnfragmentedAndLargerOnesDoNot() {
    assertThat(reaches(nodeA, "10.0.1.11", "-M", "do", "-s", "8973")).isTrue();
    assertThat(reaches(nodeA, "10.0.1.11", "-M", "do", "-s", "8974")).isFalse();
  }

  @Test
  void aSecondaryInterfaceAppearsDownWithItsMacAndVanishesWithItsRoutes() {
    var second = eni("eni-a1", 20);

    fabric.attached("i-a", second, 1);

    assertThat(nodeA.ipJson("link show eth1"))
        .contains("\"operstate\":\"DOWN\"", "\"mtu\":9001", second.mac().toString());

    fabric.detached("i-a", second.id());

    assertThat(nodeA.ipJson("link show")).doesNotContain("eth1");
    assertThat(fabric.router().ipJson("route show")).doesNotContain("10.0.1.20");
  }

  @Test
  void onlyPrimaryAddressesLeaveForTheInternet() {
    nodeA.ip(List.of("address add " + POD + "/32 dev lo"));
    fabric.assigned(new EniId("eni-a0"), Ipv4Prefix.parse(POD + "/32"));

    var reached = reaches(nodeA, Fabric.INTERNET_HOST.toString(), "-I", POD);

    assertThat(reached).isFalse();
    assertThat(fabric.counters()).containsEntry(Counter.NO_EIP, 1L);
  }

  @Test
  void worldsDoNotMeetAndASweepLeavesNothingOfItsOwnAlone() {
    var other = open(world + "x");
    try (other) {
      assertThatThrownBy(() -> open(world))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Fabric.prefix(world) + "vpc");

      Fabric.sweep(world);

      assertThat(NetworkNamespace.startingWith(Fabric.prefix(world))).isEmpty();
      assertThat(other.router().exists()).isTrue();
    }
  }

  private static Fabric open(String world) {
    return Fabric.open(
        world,
        Ipv4Prefix.parse("10.0.0.0/16"),
        Map.of(
            SUBNET,
            new SubnetCidrs(
                Ipv4Prefix.parse("10.0.1.0/24"), Ipv6Prefix.parse("2001:db8:57:1::/64"))),
        List.of(METADATA));
  }

  /// What a DHCP client does on EC2.
  private void configure(NetworkNamespace node, String address) {
    node.ip(
        List.of(
            "link set eth0 up",
            "address add " + address + "/24 dev eth0",
            "route add default via " + fabric.gateway(SUBNET),
            "address add "
                + fabric.ipv6Address(SUBNET, Ipv4Address.parse(address))
                + "/128 dev eth0 nodad",
            "route add default via " + Fabric.IPV6_GATEWAY + " dev eth0"));
  }

  private static Interface eni(String id, int host) {
    return new Interface(
        new EniId(id),
        new MacAddress(0x0211_0000_0000L + host),
        SUBNET,
        Ipv4Address.parse("10.0.1." + host),
        List.of(),
        List.of(),
        Map.of(),
        new Attachment.None());
  }

  private static boolean reaches(NetworkNamespace from, String to, String... options) {
    var ping =
        Stream.of(Stream.of("ping", "-c1", "-W1", "-q"), Stream.of(options), Stream.of(to))
            .flatMap(words -> words)
            .toList();
    return Program.run(from.inside(ping), "").exitCode() == 0;
  }
}
