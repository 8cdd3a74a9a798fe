package io.warmwell.ipamd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Leases;
import io.warmwell.cni.Leases.Readiness;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeAgentInquiriesTest {
  private static final WarmTargets NONE_SPARE = new WarmTargets(0, 0, 1, 0);
  private static final WarmTargets ONE_SPARE = new WarmTargets(0, 1, 0, 0);
  private static final Readiness READY = new Readiness.Ready();

  @Test
  void aNodeWithAFreeAddressIsReady() {
    assertThat(new Node(NONE_SPARE, 1).owning("10.0.0.10/32").readiness()).isEqualTo(READY);
  }

  @Test
  void aNodeThatCannotRecordALeaseIsNotReady() {
    var node = new Node(NONE_SPARE, 1).owning("10.0.0.10/32");
    node.recordsFail(true);

    assertThat(unready(node).podsCutOff()).isFalse();
    assertThat(unready(node).details()).isEqualTo("disk full");

    node.recordsFail(false);
    assertThat(node.readiness()).isEqualTo(READY);
  }

  @Test
  void aNodeAtItsLimitIsNotReadyAndSaysWhy() {
    var node = new Node(NONE_SPARE, 1).owning("10.0.0.10/32");
    node.ask("a");

    var unready = unready(node);

    assertThat(unready.podsCutOff()).isFalse();
    assertThat(unready.message()).startsWith("no free address: 1 of 1 assigned");
    assertThat(unready.details()).contains("max-pods=1 reached");
  }

  @Test
  void aNodeIsReadyExactlyWhenAnAddWouldBeServed() {
    var node = new Node(NONE_SPARE, 1).owning("10.0.0.10/32");
    node.ask("a");
    assertThat(node.ask("b").answers())
        .hasSize(1)
        .first()
        .isInstanceOf(Leases.Answer.Refused.class);

    node.release("a");
    assertThat(node.readiness()).isInstanceOf(Readiness.NotReady.class);
    node.sleep(Node.COOL_DOWN.minus(Node.ADD_WAIT));

    assertThat(node.readiness()).isEqualTo(READY);
    assertThat(node.ask("c").answers()).isEmpty();
    assertThat(node.readiness()).isInstanceOf(Readiness.NotReady.class);
    node.sleep(Node.ADD_WAIT);
    assertThat(node.leases("net")).hasSize(1);
  }

  @Test
  void whatIsOnItsWayIsEnoughUntilOthersWaitForIt() {
    var node = new Node(ONE_SPARE, 1).owning();
    node.wake();

    assertThat(node.readiness()).isEqualTo(READY);
    node.ask("a");
    assertThat(node.readiness()).isInstanceOf(Readiness.NotReady.class);
  }

  @Test
  void aNodeThatCouldGrowIsReadyThoughNothingIsOnItsWay() {
    var node = new Node(new WarmTargets(0, 0, 1, 0), 2).owning("10.0.0.10/32");
    node.ask("a");

    assertThat(node.started()).isEmpty();
    assertThat(node.readiness()).isEqualTo(READY);
    assertThat(node.started()).isEmpty();
  }

  @Test
  void anExhaustedSubnetIsNotReadyAlsoWhileItIsTriedAgain() {
    var node = new Node(ONE_SPARE).owning();
    node.wake();
    node.endLast(
        new Ending.Failed(new Ec2Failure.SubnetExhausted("", ""), "subnet-1 has no address"));

    assertThat(unready(node).details()).contains("subnet-1 has no address");
    node.sleep(GrowthPause.LASTING_PAUSE);
    assertThat(node.started()).hasSize(2);
    assertThat(unready(node).details()).contains("subnet-1 has no address");

    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, List.of(Ipv4Prefix.parse("10.0.0.10/32"))));
    assertThat(node.readiness()).isEqualTo(READY);
  }

  @Test
  void aThrottledNodeIsReady() {
    var node = new Node(ONE_SPARE).owning();
    node.wake();
    node.endLast(new Ending.Failed(new Ec2Failure.Throttled("", ""), "RequestLimitExceeded"));

    assertThat(node.readiness()).isEqualTo(READY);
  }

  @Test
  void podsOfALostInterfaceAreCutOff() {
    var node = new Node(NONE_SPARE, 2).owning("10.0.0.10/32").owningSecondary("10.0.0.11/32");
    node.ask("a");
    node.ask("b");
    node.link(1, false);

    var unready = unready(node);

    assertThat(unready.podsCutOff()).isTrue();
    assertThat(unready.details()).endsWith("pods whose interface or address the node has lost: 1");
    assertThat(troubles(node, "a")).isEmpty();
    assertThat(troubles(node, "b"))
        .extracting(Difference::what)
        .containsExactly("the node has lost eni-1 with 10.0.0.11");
  }

  @Test
  void aNetworkHasItsOwnLeases() {
    var node = new Node(NONE_SPARE, 2).owning("10.0.0.10/32", "10.0.0.11/32");
    node.ask("a");
    node.ask("b");
    node.release("a");

    assertThat(node.leases("net"))
        .extracting(lease -> lease.attachment().key().toString())
        .containsExactly("net/b/eth0");
    assertThat(node.leases("other")).isEmpty();
    assertThat(node.find("a")).isEqualTo(new Leases.Found.Nothing());
  }

  @Test
  void askingChangesNothing() {
    var node = new Node(ONE_SPARE, 3).owning("10.0.0.10/32");
    node.ask("a");
    var before = List.copyOf(node.started());

    for (var i = 0; i < 100; i++) {
      node.readiness();
    }

    assertThat(node.started()).isEqualTo(before);
    assertThat(node.records()).hasSize(1);
    assertThat(node.nextWake().orElseThrow()).isAfter(node.now().plus(Duration.ofSeconds(1)));
  }

  private static Readiness.NotReady unready(Node node) {
    assertThat(node.readiness()).isInstanceOf(Readiness.NotReady.class);
    return (Readiness.NotReady) node.readiness();
  }

  private static List<Difference> troubles(Node node, String container) {
    return ((Leases.Found.Lease) node.find(container)).troubles();
  }
}
