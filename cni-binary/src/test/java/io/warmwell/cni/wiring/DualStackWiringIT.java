package io.warmwell.cni.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Difference;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.lab.Lab;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.Ipv6Prefix;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pods with an address of each family, on one node.
class DualStackWiringIT {
  private static final Ipv6Prefix PREFIX = Ipv6Prefix.parse("2001:db8:0:1:a::/80");
  private static final String IPV6_OF_A = "2001:db8:0:1:a:0:a00:64";
  private static final String IPV6_OF_B = "2001:db8:0:1:a:0:a00:96";
  private static final PodLink A = dual(Lab.link("a", 100, 0));
  private static final PodLink B = dual(Lab.link("b", 150, 1));

  private Lab lab;
  private KernelWiring wiring;
  private PodNamespace podA;

  @BeforeEach
  void wireTwoPods() {
    lab = new Lab();
    lab.forwardIpv6();
    wiring = lab.wiring();
    var _ = lab.routing(Lab.PRIMARY, Lab.SECONDARY);
    podA = lab.pod("a");
    wiring.add(A, podA);
    wiring.add(B, lab.pod("b"));
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @Test
  void podsReachEachOtherAtOnce() {
    assertThat(lab.ip("a", "-6 addr show dev eth0"))
        .contains(IPV6_OF_A + "/128", "nodad")
        .doesNotContain("tentative", "fe80");
    assertThat(lab.reaches("a", IPV6_OF_B)).isTrue();
    assertThat(lab.reaches("b", IPV6_OF_A)).isTrue();
    assertThat(lab.reaches("a", "10.0.0.150")).isTrue();
    assertThat(lab.ip("a", "-6 route")).contains("default via fe80::1 dev eth0");
    assertThat(lab.ip("node", "-6 neigh show dev eni-a")).contains(IPV6_OF_A, "PERMANENT");
  }

  @Test
  void checkFindsBothFamiliesInOrder() {
    var inspection = wiring.inspect(A, podA);

    assertThat(inspection.differences()).isEmpty();
    assertThat(inspection.defaultRoutes()).containsOnly(IpFamily.values());
  }

  @ParameterizedTest
  @CsvSource({
    "node, -6 route del 2001:db8:0:1:a:0:a00:64 table 20000, no route to 2001:db8:0:1:a:0:a00:64",
    "node, -6 rule del pref 512, no rule pref 512 from ::/0 lookup 20000",
    "a, -6 addr del 2001:db8:0:1:a:0:a00:64/128 dev eth0, no address 2001:db8:0:1:a:0:a00:64",
    "a, -6 neigh del fe80::1 dev eth0, no neighbour entry that leads fe80::1 to"
  })
  void checkFindsWhatIsMissing(String where, String command, String found) {
    lab.ip(where, command);

    assertThat(wiring.inspect(A, podA).differences())
        .extracting(Difference::what)
        .anyMatch(what -> what.contains(found));
  }

  @Test
  void addingAgainBringsBackWhatIsMissing() {
    lab.ip("node", "-6 route del " + IPV6_OF_A + " table 20000");
    lab.ip("a", "-6 addr del " + IPV6_OF_A + "/128 dev eth0");

    wiring.add(A, podA);

    assertThat(lab.reaches("b", IPV6_OF_A)).isTrue();
  }

  @Test
  void aPodThatHadIpv4OnlyIsGivenTheOtherByAnotherAdd() {
    var podC = lab.pod("c");
    wiring.add(Lab.link("c", 101, 0), podC);

    wiring.add(dual(Lab.link("c", 101, 0)), podC);

    assertThat(lab.reaches("b", "2001:db8:0:1:a:0:a00:65")).isTrue();
  }

  @Test
  void aRemovedPodIsReachedByNeither() {
    wiring.remove(A);

    assertThat(lab.reaches("b", IPV6_OF_A)).isFalse();
    assertThat(lab.reaches("b", "10.0.0.100")).isFalse();
    assertThat(lab.ip("node", "-6 route show table 20000")).doesNotContain(IPV6_OF_A);
  }

  private static PodLink dual(PodLink link) {
    return new PodLink(
        link.hostInterface(),
        link.podInterface(),
        link.address(),
        Optional.of(PREFIX.embedding(link.address())),
        link.deviceIndex(),
        link.mtu(),
        link.alias());
  }
}
