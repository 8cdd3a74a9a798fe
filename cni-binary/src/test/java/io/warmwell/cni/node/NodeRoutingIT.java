package io.warmwell.cni.node;

import static io.warmwell.cni.lab.Lab.PRIMARY;
import static io.warmwell.cni.lab.Lab.SECONDARY;
import static io.warmwell.cni.lab.Lab.eni;
import static io.warmwell.cni.lab.Lab.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.lab.Lab;
import io.warmwell.cni.node.NodeRouting.Presence;
import io.warmwell.cni.node.NodeRouting.Restoration;
import io.warmwell.cni.wiring.KernelWiring;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NodeRoutingIT {
  private static final Ipv4Prefix VPC = Ipv4Prefix.parse("10.0.0.0/16");
  private static final Egress TRANSLATED =
      new Egress(
          Optional.of(
              new Egress.Translation(
                  PRIMARY.primary(),
                  Egress.Ports.PRNG,
                  List.of(Ipv4Prefix.parse("192.168.0.0/16")))),
          List.of(Ipv4Prefix.parse("172.20.0.0/16")),
          true,
          0x80);
  private static final String LATE_MAC = "0a:00:00:00:00:40";

  private Lab lab;
  private NodeRouting routing;
  private KernelWiring wiring;

  @BeforeEach
  void openTheNode() {
    lab = new Lab();
    routing = lab.routing();
    wiring = lab.wiring();
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @Test
  void aSecondaryInterfaceHasItsOwnTableAndTheNodeAnswersByIt() {
    assertThat(routing.addInterface(SECONDARY)).isEqualTo(new Presence.Routed("eth1"));

    assertThat(lab.ip("node", "route show table 20001")).contains("default via 10.0.0.1 dev eth1");
    assertThat(lab.ip("node", "-4 rule"))
        .contains("512:", "lookup 20000", "1536:", "fwmark 0x100/0x3f00", "from 10.0.0.20");
    assertThat(lab.ip("node", "route show table main")).doesNotContain("eth1");
    assertThat(lab.in("node", "cat", "/proc/sys/net/ipv4/conf/eth1/rp_filter")).startsWith("2");
    assertThat(lab.reaches("other", "10.0.0.20")).isTrue();
    assertThat(lab.spoofed()).isZero();
  }

  @Test
  void settingUpAgainChangesNothing() {
    routing.addInterface(PRIMARY);
    routing.addInterface(SECONDARY);
    var before = everything();

    routing.setUp(Egress.PLAIN, List.of());
    routing.addInterface(PRIMARY);
    routing.addInterface(SECONDARY);

    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void translationAndArrivalsAreSetUpAgainWithoutAChangeAndTakenAwayWithTheInterface() {
    routing.setUp(TRANSLATED, List.of(VPC));
    routing.addInterface(PRIMARY);
    var before = rulesAndMarks();
    routing.addInterface(SECONDARY);
    var whole = everything();

    routing.setUp(TRANSLATED, List.of(VPC));
    routing.addInterface(SECONDARY);

    assertThat(everything()).isEqualTo(whole);
    routing.removeInterface(1);
    assertThat(rulesAndMarks()).isEqualTo(before);
  }

  @Test
  void otherBlocksOfTheVpcTakeThePlaceOfTheOldOnes() {
    routing.setUp(TRANSLATED, List.of(VPC, Ipv4Prefix.parse("100.64.0.0/16")));

    routing.vpc(List.of(VPC, Ipv4Prefix.parse("100.65.0.0/16")));

    assertThat(lab.in("node", "nft", "list", "set", "inet", "warmwell", "inside"))
        .contains("10.0.0.0/16", "100.65.0.0/16", "192.168.0.0/16")
        .doesNotContain("100.64.0.0");
  }

  @Test
  void whatIsSwitchedOffAtTheNextStartIsTakenAway() {
    routing.setUp(TRANSLATED, List.of(VPC));
    routing.addInterface(SECONDARY);

    routing.setUp(Egress.PLAIN, List.of(VPC));
    routing.addInterface(SECONDARY);

    assertThat(lab.in("node", "nft", "list", "ruleset"))
        .doesNotContain("snat", "ct mark", "mangle");
    routing.removeInterface(1);
  }

  @Test
  void whatAnotherModeLeftGoesWithTheFirstLookForDrift() {
    routing.setUp(new Egress(Optional.empty(), List.of(), false, 0x80, true), List.of());
    assertThat(chains()).contains("node_local", "ip daddr 169.254.172.0/22 ct state new reject");

    routing.setUp(Egress.PLAIN, List.of(VPC));
    routing.mend(List.of(), Set.of(), _ -> true);

    assertThat(chains()).contains("chain pods").doesNotContain("node_local");
  }

  private String chains() {
    return lab.in("node", "nft", "list", "table", "inet", "warmwell");
  }

  @Test
  void aRemovedInterfaceLeavesNothingAndRemovingItAgainIsSuccess() {
    routing.addInterface(PRIMARY);
    var before = rulesAndMarks();
    routing.addInterface(SECONDARY);

    routing.removeInterface(1);
    routing.removeInterface(1);

    assertThat(rulesAndMarks()).isEqualTo(before);
    assertThat(lab.attempt("node", "ip", "route", "show", "table", "20001").output())
        .doesNotContain("default");
  }

  @Test
  void anInterfaceThatFollowsAnotherOnItsDeviceIndexReplacesItsRules() {
    routing.addInterface(SECONDARY);

    routing.addInterface(eni(1, Lab.ETH1_MAC, "10.0.0.21"));

    assertThat(lab.ip("node", "-4 rule")).contains("10.0.0.21").doesNotContain("10.0.0.20 ");
  }

  @Test
  void anInterfaceThatIsNotThereYetIsSaid() {
    var late = eni(2, LATE_MAC, "10.0.0.40");

    assertThat(routing.addInterface(late)).isEqualTo(new Presence.LinkAbsent());

    lab.ip("node", "link add late address " + LATE_MAC + " type veth peer name far");
    assertThat(routing.addInterface(late)).isEqualTo(new Presence.Routed("late"));
  }

  @Test
  void theKernelTellsWhoIsWired() {
    wiring.add(link("a", 100, 0), lab.pod("a"));
    wiring.add(link("b", 150, 1), lab.pod("b"));

    assertThat(routing.wiredPods())
        .containsExactly(
            new WiredPod("pod-a", "eni-a", List.of(Ipv4Address.parse("10.0.0.100")), 0),
            new WiredPod("pod-b", "eni-b", List.of(Ipv4Address.parse("10.0.0.150")), 1));
    assertThat(routing.inUse(Ipv4Prefix.parse("10.0.0.144/28"))).isTrue();
    assertThat(routing.inUse(Ipv4Prefix.parse("10.0.0.150/32"))).isTrue();
    assertThat(routing.inUse(Ipv4Prefix.parse("10.0.0.160/28"))).isFalse();

    wiring.remove(link("b", 150, 1));
    assertThat(routing.wiredPods()).extracting(WiredPod::alias).containsExactly("pod-a");
    assertThat(routing.inUse(Ipv4Prefix.parse("10.0.0.150/32"))).isFalse();
  }

  @Test
  void aPodsLostRouteAndGroupComeBack() {
    routing.addInterface(PRIMARY);
    wiring.add(link("a", 100, 0), lab.pod("a"));
    var address = Ipv4Address.parse("10.0.0.100");
    assertThat(routing.restore("eni-a", "pod-a", address, 0)).isEqualTo(Restoration.WHOLE);

    lab.ip("node", "route flush table 20000");
    lab.ip("node", "link set eni-a group 0");

    assertThat(routing.restore("eni-a", "pod-a", address, 0)).isEqualTo(Restoration.REPAIRED);
    assertThat(routing.restore("eni-a", "pod-a", address, 0)).isEqualTo(Restoration.WHOLE);
    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
  }

  @Test
  void anInterfaceThatIsNotThePodsOwnIsNotTouched() {
    wiring.add(link("a", 100, 0), lab.pod("a"));
    wiring.add(link("b", 101, 0), lab.pod("b"));
    var address = Ipv4Address.parse("10.0.0.100");

    assertThat(routing.restore("eni-x", "pod-x", address, 0)).isEqualTo(Restoration.ABSENT);
    assertThat(routing.restore("eni-a", "pod-x", address, 0)).isEqualTo(Restoration.ABSENT);
    assertThat(routing.restore("eni-b", "pod-b", address, 0)).isEqualTo(Restoration.CONTESTED);
  }

  private String everything() {
    return rulesAndMarks()
        + lab.ip("node", "route show table 20001")
        + lab.ip("node", "-d addr").replaceAll("tentative ?|(valid|preferred)_lft \\S+", "");
  }

  private String rulesAndMarks() {
    return lab.ip("node", "-4 rule") + lab.in("node", "nft", "list", "ruleset");
  }
}
