package io.warmwell.cni.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Difference;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring.End;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.lab.Lab;
import io.warmwell.cni.node.Egress;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.inet.IpFamily;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is taken away or changed behind the daemon's back is found, with the real kernel.
final class InspectionIT {
  private static final PodLink POD = Lab.link("a", 150, 1);

  private Lab lab;
  private KernelWiring wiring;
  private NodeRouting routing;
  private PodNamespace pod;

  @BeforeEach
  void wireAPod() {
    lab = new Lab();
    wiring = lab.wiring();
    routing = lab.routing(Lab.PRIMARY, Lab.SECONDARY);
    pod = lab.pod("a");
    wiring.add(POD, pod);
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @Test
  void aPodIsAsItWasWired() {
    var inspection = wiring.inspect(POD, pod);

    assertThat(inspection.differences()).isEmpty();
    assertThat(inspection.defaultRoutes()).containsExactly(IpFamily.IPV4);
    assertThat(inspection.ends())
        .containsExactly(
            new End("eni-a", PodRequests.hostMac(POD.address()), 9001, true),
            new End("eth0", PodRequests.podMac(POD.address()), 9001, false));
  }

  @ParameterizedTest
  @CsvSource({
    "route del 10.0.0.150 table 20000, no route to 10.0.0.150 in table 20000",
    "link set eni-a alias other, 'host interface eni-a has the identity other, not pod-a'",
    "link set eni-a group 7, 'in group 7, not 1465319425 of the pods on device 1'",
    "link set eni-a down, host interface eni-a is down",
    "neigh replace 10.0.0.150 lladdr 02:00:00:00:00:77 dev eni-a, entry for 10.0.0.150 does not lead",
    "link set eni-a mtu 1500, 'eth0 has MTU 9001, more than the 1500 of eni-a'",
    "link set eni-a address 02:00:00:00:00:78, no neighbour entry that leads 169.254.1.1 to",
    "-4 rule del pref 512, no rule pref 512",
    "-4 rule del pref 1536, no rule pref 1536",
    "route del default table 20001, no default route in table 20001"
  })
  void whatChangesOnTheNodeIsFound(String command, String difference) {
    lab.ip("node", command);

    assertThat(found()).anyMatch(what -> what.contains(difference));
  }

  @ParameterizedTest
  @CsvSource({
    "addr del 10.0.0.150/32 dev eth0, the pod's eth0 has no address 10.0.0.150",
    "link set eth0 down, the pod's eth0 is down",
    "neigh del 169.254.1.1 dev eth0, no neighbour entry that leads 169.254.1.1 to",
    "link del eth0, the pod has no interface eth0"
  })
  void whatChangesInThePodIsFound(String command, String difference) {
    lab.ip("a", command);

    assertThat(found()).anyMatch(what -> what.contains(difference));
  }

  @ParameterizedTest
  @CsvSource({
    "delete table inet warmwell, nftables has no table warmwell",
    "flush chain inet warmwell pods, does not look at what pods send",
    "flush map inet warmwell chain_of_group, does not lead 1465319425 to pods_1",
    "flush chain inet warmwell leave_1, nftables chain pods_1 has lost rules",
    "flush chain inet warmwell pods_1, nftables chain pods_1 has lost rules"
  })
  void whatChangesInNftablesIsFound(String command, String difference) {
    lab.in("node", "nft", command);

    assertThat(found()).singleElement().asString().contains(difference);
  }

  @Test
  void aSettingThatChangesIsFound() {
    lab.in("node", "sysctl", "-qw", "net.ipv4.conf.eni-a.forwarding=0");

    assertThat(found()).containsExactly("host interface eni-a has forwarding=0, not 1");
  }

  @Test
  void aHostInterfaceThatIsGoneIsFound() {
    lab.ip("node", "link del eni-a");

    assertThat(found())
        .contains("host interface eni-a is missing", "the pod has no interface eth0");
  }

  @Test
  void aHostInterfaceThatWasRenamedIsFoundUnderItsNewName() {
    lab.ip("node", "link set eni-a down");
    lab.ip("node", "link set eni-a name stray");

    assertThat(found()).contains("host interface eni-a is missing, its identity is on stray");
  }

  @Test
  void aRouteThatLeadsElsewhereIsFound() {
    wiring.add(Lab.link("b", 151, 1), lab.pod("b"));
    lab.ip("node", "route replace 10.0.0.150 dev eni-b table 20000");

    assertThat(found())
        .singleElement()
        .asString()
        .startsWith("the route to 10.0.0.150 in table 20000 does not lead to eni-a");
  }

  @Test
  void aPodWithoutADefaultRouteIsFound() {
    lab.ip("a", "route del default");

    assertThat(wiring.inspect(POD, pod).defaultRoutes()).isEmpty();
  }

  @Test
  void aDefaultRouteThatLeadsElsewhereIsNoneOfOurs() {
    lab.ip("a", "route replace default via 10.9.0.1 dev eth0 onlink");

    assertThat(wiring.inspect(POD, pod).defaultRoutes()).isEmpty();
  }

  @Test
  void anotherInterfaceInThePlaceOfThePodsIsFound() {
    lab.ip("a", "link set eth0 name old");
    lab.ip("a", "link add eth0 type veth peer name other");

    assertThat(found()).contains("the pod's eth0 is not the other end of eni-a");
  }

  @Test
  void whatOthersMayAddIsNoDifference() {
    lab.ip("a", "addr add 192.168.7.1/24 dev eth0");
    lab.ip("a", "route add 10.9.0.0/16 via 169.254.1.1 dev eth0 onlink");
    lab.ip("a", "route add 10.10.0.0/16 dev eth0");
    lab.ip("a", "link set eth0 mtu 1400");
    lab.ip("node", "-4 rule add pref 100 lookup main");
    lab.in("node", "nft", "add chain inet warmwell mine");

    assertThat(wiring.inspect(POD, pod).differences()).isEmpty();
  }

  @Test
  void withoutItsNeighbourEntryTheNodeAsksThePod() {
    lab.ip("node", "neigh del 10.0.0.150 dev eni-a");

    assertThat(wiring.inspect(POD, pod).differences()).isEmpty();
    assertThat(lab.reaches("node", "10.0.0.150")).isTrue();
    assertThat(wiring.inspect(POD, pod).differences()).isEmpty();
  }

  @Test
  void whatTheDaemonKeepsIsWholeAgainAfterItsRestart() {
    lab.ip("node", "route del 10.0.0.150 table 20000");
    lab.ip("node", "-4 rule del pref 1536");
    lab.in("node", "nft", "delete table inet warmwell");

    routing.setUp(Egress.PLAIN, List.of());
    routing.addInterface(Lab.PRIMARY);
    routing.addInterface(Lab.SECONDARY);
    routing.restore("eni-a", "pod-a", POD.address(), 1);

    assertThat(wiring.inspect(POD, pod).differences()).isEmpty();
  }

  @Test
  void whatAllPodsNeedIsLookedAtOnItsOwn() {
    assertThat(wiring.inspectNode()).isEmpty();

    lab.ip("node", "-4 rule del pref 512");
    lab.in("node", "nft", "delete table inet warmwell");

    assertThat(wiring.inspectNode())
        .extracting(Difference::what)
        .containsExactly("no rule pref 512 lookup 20000", "nftables has no table warmwell");
  }

  private List<String> found() {
    return wiring.inspect(POD, pod).differences().stream().map(Difference::what).toList();
  }
}
