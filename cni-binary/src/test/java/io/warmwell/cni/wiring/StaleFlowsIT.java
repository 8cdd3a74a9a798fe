package io.warmwell.cni.wiring;

import static io.warmwell.cni.lab.Lab.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.lab.Lab;
import io.warmwell.netlink.sys.Namespaces;
import io.warmwell.netlink.sys.NetlinkSocket;
import io.warmwell.netlink.wire.Dump;
import io.warmwell.netlink.wire.Flow;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class StaleFlowsIT {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String PODS_ADDRESS = "10.0.0.100";
  private static final String NEIGHBOURS_ADDRESS = "10.0.0.150";
  private static final String TO_POD = Lab.OTHER_HOST + ">" + PODS_ADDRESS;
  private static final String FROM_POD = PODS_ADDRESS + ">" + Lab.OTHER_HOST;
  private static final String OF_NEIGHBOUR = NEIGHBOURS_ADDRESS + ">" + Lab.OTHER_HOST;

  private Lab lab;
  private KernelWiring wiring;

  @BeforeEach
  void twoPodsTalk() {
    lab = new Lab();
    wiring = lab.wiring();
    lab.routing(Lab.PRIMARY, Lab.SECONDARY);
    lab.in("node", "nft", "add table ip track");
    lab.in("node", "nft", "add chain ip track forward { type filter hook forward priority 0; }");
    lab.in("node", "nft", "add rule ip track forward ct state new counter");
    wiring.add(link("a", 100, 0), lab.pod("a"));
    wiring.add(link("b", 150, 1), lab.pod("b"));
    assertThat(lab.reaches("a", Lab.OTHER_HOST)).isTrue();
    assertThat(lab.reaches("b", Lab.OTHER_HOST)).isTrue();
    assertThat(lab.reaches("other", PODS_ADDRESS)).isTrue();
    assertThat(flows()).contains(FROM_POD, TO_POD, OF_NEIGHBOUR);
  }

  @AfterEach
  void tearDown() {
    lab.close();
  }

  @Test
  void theFlowsOfAReleasedAddressAreForgottenAndThoseOfOthersAreNot() {
    wiring.remove(link("a", 100, 0));

    var deadline = System.nanoTime() + SOON.toNanos();
    while (flows().contains(FROM_POD) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    assertThat(flows()).doesNotContain(FROM_POD, TO_POD).contains(OF_NEIGHBOUR);
  }

  @Test
  void anAddressThatIsGivenAgainAtOnceHasNoFlowsOfItsLastPod() {
    wiring.remove(link("a", 100, 0));
    wiring.add(link("c", 100, 0), lab.pod("c"));

    assertThat(flows()).doesNotContain(FROM_POD, TO_POD).contains(OF_NEIGHBOUR);
    assertThat(lab.reaches("c", Lab.OTHER_HOST)).isTrue();
  }

  /// Who began each flow, and who answers.
  private Set<String> flows() {
    return Namespaces.run(
        lab.node(),
        () -> {
          try (var socket = NetlinkSocket.openNetfilter(SOON)) {
            return socket.dump(new Dump.Flows()).stream()
                .map(Flow.class::cast)
                .map(flow -> flow.source() + ">" + flow.answerer())
                .collect(Collectors.toSet());
          }
        });
  }
}
