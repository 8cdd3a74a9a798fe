package io.warmwell.cni.wiring;

import static io.warmwell.cni.lab.Lab.address;
import static io.warmwell.cni.lab.Lab.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.cni.Alias;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring.HostInterface;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.Wiring.Wired;
import io.warmwell.cni.lab.Lab;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.netlink.sys.Descriptor;
import io.warmwell.netlink.sys.NetlinkException;
import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketServer;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.pool.AttachmentKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelWiringIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Lab lab;
  private KernelWiring wiring;
  private NodeRouting routing;

  @BeforeEach
  void buildTheNode() {
    lab = new Lab();
    wiring = lab.wiring();
    routing = lab.routing(Lab.PRIMARY, Lab.SECONDARY);
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @Test
  void podsOnEveryInterfaceReachOtherHostsTheNodeAndEachOther() {
    wiring.add(link("a", 100, 0), lab.pod("a"));
    wiring.add(link("b", 150, 1), lab.pod("b"));

    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
    assertThat(lab.reaches("b", Lab.OTHER_HOST)).isTrue();
    assertThat(lab.reaches("other", "10.0.0.100")).isTrue();
    assertThat(lab.reaches("other", "10.0.0.150")).isTrue();
    assertThat(lab.reaches("a", "10.0.0.150")).isTrue();
    assertThat(lab.reaches("b", "10.0.0.10")).isTrue();
    assertThat(lab.reaches("node", "10.0.0.150")).isTrue();
    assertThat(lab.spoofed()).isZero();
  }

  @Test
  void withoutItsMarkRuleAPodOnASecondaryInterfaceIsTakenForASpoofer() {
    wiring.add(link("b", 150, 1), lab.pod("b"));
    lab.ip("node", "rule del pref 1536");

    assertThat(lab.reaches("b", Lab.OTHER_HOST)).isFalse();
    assertThat(lab.spoofed()).isPositive();

    routing.addInterface(Lab.SECONDARY);
    assertThat(lab.reaches("b", Lab.OTHER_HOST)).isTrue();
  }

  @Test
  void thePodIsConfiguredWithoutIpv6Noise() {
    var wired = wiring.add(link("a", 100, 0), lab.pod("a"));

    assertThat(lab.ip("a", "-br addr show dev eth0"))
        .contains("UP", "10.0.0.100/32")
        .doesNotContain("fe80");
    assertThat(lab.ip("a", "route"))
        .contains("default via 169.254.1.1 dev eth0", "169.254.1.1 dev eth0");
    assertThat(lab.ip("a", "neigh")).contains(wired.hostMac().toString(), "PERMANENT");
    assertThat(lab.ip("a", "link show eth0")).contains("mtu 9001", wired.podMac().toString());
    assertThat(lab.ip("node", "link show eni-a"))
        .contains("mtu 9001", "alias pod-a", wired.hostMac().toString());
    assertThat(lab.ip("node", "-6 addr show dev eni-a")).isEmpty();
    assertThat(lab.ip("node", "neigh show dev eni-a"))
        .contains("10.0.0.100", wired.podMac().toString(), "PERMANENT");
  }

  @Test
  void addingAgainRepairsWhatIsMissingAndKeepsTheLink() {
    var pod = lab.pod("a");
    var first = wiring.add(link("a", 100, 0), pod);
    var before = lab.ip("node", "-o link show eni-a");
    lab.ip("a", "route del default");
    lab.ip("node", "route del 10.0.0.100 table 20000");

    var again = wiring.add(link("a", 100, 0), pod);

    assertThat(again).isEqualTo(first);
    assertThat(lab.ip("node", "-o link show eni-a")).isEqualTo(before);
    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
  }

  @Test
  void aPodWhoseInterfaceWasRenamedIsRemovedWithItsRoute() {
    wiring.add(link("a", 100, 0), lab.pod("a"));
    lab.ip("node", "link set eni-a down");
    lab.ip("node", "link set eni-a name other");
    lab.ip("node", "link set other up");
    lab.ip("node", "route add 10.0.0.100 dev other table 20000");

    wiring.remove(link("a", 100, 0));

    assertThat(lab.podRoutes()).doesNotContain("10.0.0.100");
    assertThat(lab.reaches("other", "10.0.0.100")).isFalse();
  }

  @Test
  void aLeftOverOfADeadSandboxIsReplaced() {
    wiring.add(link("a", 100, 0), lab.pod("dead"));
    var successor =
        new PodLink("eni-a", "eth0", address(101), Optional.empty(), 0, 9001, "pod-a-again");

    wiring.add(successor, lab.pod("live"));

    assertThat(lab.reaches("live", Lab.OTHER_HOST)).isTrue();
    assertThat(lab.ip("dead", "-br link")).doesNotContain("eth0");
    assertThat(lab.podRoutes()).contains("10.0.0.101").doesNotContain("10.0.0.100");
  }

  @Test
  void anAddressThatAnotherPodHasIsNotTakenFromIt() {
    wiring.add(link("a", 100, 0), lab.pod("a"));

    assertThatThrownBy(() -> wiring.add(link("thief", 100, 0), lab.pod("thief")))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
        .hasMessageContaining("route add 10.0.0.100/32 dev eni-thief table 20000: EEXIST (17)");

    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
    assertThat(lab.ip("node", "-br link")).doesNotContain("eni-thief");
    assertThat(lab.ip("thief", "-br link")).doesNotContain("eth0");
  }

  @Test
  void anAddThatFailsInThePodLeavesNothingOnTheHost() {
    var pod = lab.pod("a");
    var elsewhere = lab.pod("elsewhere");
    var mixedUp = new PodNamespace(elsewhere.netlink(), pod.namespace());

    assertThatThrownBy(() -> wiring.add(link("a", 100, 0), mixedUp))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("ENODEV");

    assertThat(lab.ip("node", "-br link")).doesNotContain("eni-a");
    assertThat(lab.ip("a", "-br link")).doesNotContain("eth0");
    assertThat(lab.podRoutes()).isEmpty();
  }

  @Test
  void aPodInterfaceThatIsTakenIsAnErrorAndStays() {
    var pod = lab.pod("a");
    lab.ip("a", "link add eth0 type veth peer name other");

    assertThatThrownBy(() -> wiring.add(link("a", 100, 0), pod))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("peer name eth0")
        .hasMessageContaining("EEXIST");

    assertThat(lab.ip("a", "-br link")).contains("eth0@other");
    assertThat(lab.ip("node", "-br link")).doesNotContain("eni-a");
  }

  @Test
  void aRemovedPodIsUnreachableAtOnceAndItsNameCanBeUsedAgain() {
    wiring.add(link("a", 100, 0), lab.pod("a"));

    wiring.remove(link("a", 100, 0));

    assertThat(lab.podRoutes()).isEmpty();
    assertThat(lab.reaches("other", "10.0.0.100")).isFalse();
    wiring.add(link("a", 100, 0), lab.pod("next"));
    assertThat(lab.reaches("next", Lab.OTHER_HOST)).isTrue();
  }

  @Test
  void removingWhatIsNotThereIsSuccessAndAnotherPodsInterfaceIsLeftAlone() {
    wiring.add(link("a", 100, 0), lab.pod("a"));

    wiring.remove(link("nobody", 101, 0));
    wiring.remove(
        new PodLink("eni-a", "eth0", address(100), Optional.empty(), 0, 9001, "another pod"));

    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
  }

  @Test
  void interfacesTellWhoseTheyAreAndGoByThat() {
    var identity = new Alias(new AttachmentKey("pods", "c1", "eth0"));
    wiring.add(link("a", 100, 0), lab.pod("a"));
    wiring.add(
        new PodLink("eni-b", "eth0", address(101), Optional.empty(), 0, 9001, identity.toString()),
        lab.pod("b"));

    assertThat(wiring.hostInterfaces()).containsExactly(new HostInterface("eni-b", identity));
    wiring.remove(new HostInterface("eni-a", identity));
    wiring.remove(new HostInterface("eni-c", identity));
    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
    assertThat(lab.reaches("b", Lab.OTHER_HOST)).isTrue();

    wiring.remove(new HostInterface("eni-b", identity));

    assertThat(lab.podRoutes()).contains("10.0.0.100").doesNotContain("10.0.0.101");
    assertThat(wiring.hostInterfaces()).isEmpty();
  }

  @Test
  void aPodCannotSpeakAsTheNode() {
    wiring.add(link("a", 100, 0), lab.pod("a"));
    lab.ip("a", "addr add 10.0.0.10/32 dev lo");

    var asTheNode = lab.attempt("a", "ping", "-c1", "-W1", "-I", "10.0.0.10", Lab.OTHER_HOST);

    assertThat(asTheNode.status()).isNotZero();
    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
  }

  @Test
  void fiftyConcurrentAddsAndRemovesLeaveNothing() throws Exception {
    var pods = IntStream.range(0, 50).mapToObj(i -> lab.pod("p" + i)).toList();
    try (var callers = Executors.newFixedThreadPool(16)) {
      var added =
          callers.invokeAll(
              IntStream.range(0, 50)
                  .<Callable<Wired>>mapToObj(
                      i -> () -> wiring.add(link("p" + i, 100 + i, 0), pods.get(i)))
                  .toList());
      for (var one : added) {
        assertThat(result(one).hostMac()).isNotEqualTo(result(one).podMac());
      }
      assertThat(routing.wiredPods()).hasSize(50);
      assertThat(lab.reaches("p49", Lab.OTHER_HOST)).isTrue();

      var removed =
          callers.invokeAll(
              IntStream.range(0, 50)
                  .<Callable<Integer>>mapToObj(
                      i ->
                          () -> {
                            wiring.remove(link("p" + i, 100 + i, 0));
                            return i;
                          })
                  .toList());
      for (var one : removed) {
        assertThat(result(one)).isNotNegative();
      }
    }
    wiring.close();

    assertThat(routing.wiredPods()).isEmpty();
    assertThat(lab.podRoutes()).isEmpty();
    assertThat(lab.ip("node", "-br link")).doesNotContain("eni-");
  }

  @Test
  void oneCapabilityIsEnough(@TempDir Path directory) throws Exception {
    lab.ip("node", "-4 rule del pref 1536");
    lab.ip("node", "-4 rule del pref 512");
    lab.in("node", "nft", "flush", "ruleset");
    var pod = lab.pod("b");
    var path = directory.resolve("socket");
    try (var server = SeqpacketServer.listen(path, 0600, 1)) {
      var process = lab.startWithNetAdminOnly(NetAdminOnly.class, path.toString());
      var _ = process.onExit().thenRun(server::stop);
      try (var daemon = server.accept().orElseThrow()) {
        var descriptors =
            List.of(Descriptor.borrow(pod.netlink()), Descriptor.borrow(pod.namespace()));
        daemon.send(new byte[] {1}, descriptors, SOON);
        assertThat(daemon.receive(SOON)).isInstanceOf(Received.Message.class);
      }
      assertThat(process.waitFor()).isZero();
    }

    assertThat(lab.reaches("b", Lab.OTHER_HOST)).isTrue();
  }

  private static <T> T result(Future<T> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
