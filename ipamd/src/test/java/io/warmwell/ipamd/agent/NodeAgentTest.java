package io.warmwell.ipamd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.cni.Leases.Answer.Leased;
import io.warmwell.cni.Leases.Answer.Refused;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.CreateInterface;
import io.warmwell.pool.Effect.ReleaseBlocks;
import io.warmwell.pool.EniId;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeAgentTest {
  private static final WarmTargets TWO_SPARE = new WarmTargets(0, 2, 0, 0);

  @Test
  void aLeaseIsRecordedBeforeItIsAnswered() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32");

    var answer = node.ask("a");

    assertThat(answer.address()).hasToString("10.0.0.10");
    assertThat(answer.recordsWhenAnswered()).containsExactly("granted 10.0.0.10");
  }

  @Test
  void aLeaseThatCannotBeRecordedIsRefusedAndNotHeld() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32");
    node.recordsFail(true);

    assertThat(node.ask("a").answers().getFirst())
        .isEqualTo(new Refused(11, "lease could not be recorded", "disk full"));
    node.recordsFail(false);
    assertThat(node.ask("b").address()).hasToString("10.0.0.10");
  }

  @Test
  void theSameAttachmentIsAnsweredTheSameAddress() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32");

    assertThat(node.ask("a").address()).isEqualTo(node.ask("a").address());
    assertThat(node.records()).hasSize(1);
  }

  @Test
  void addsWaitForSupplyAndAreServedInTheOrderOfTheirArrival() {
    var node = new Node(new WarmTargets(0, 1, 0, 0)).owning();

    var first = node.ask("a");
    var second = node.ask("b");
    assertThat(first.answers()).isEmpty();
    node.end(0, new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.10/32")));

    assertThat(first.address()).hasToString("10.0.0.10");
    assertThat(second.answers()).isEmpty();
    node.end(1, new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.11/32")));
    assertThat(second.address()).hasToString("10.0.0.11");
  }

  @Test
  void eachWaitingAddIsDemandOnce() {
    var node = new Node(new WarmTargets(0, 1, 0, 0)).owning();

    IntStream.range(0, 2).forEach(pod -> node.ask("p" + pod));

    assertThat(node.started())
        .containsExactly(add(2), add(1)); // one spare and one for the first, then one more
  }

  @Test
  void whatIsMissingWhileAnInterfaceIsAddedToIsAskedForInOneCall() {
    var node = new Node(new WarmTargets(0, 1, 0, 0)).owning();
    IntStream.range(0, 6).forEach(pod -> node.ask("p" + pod));
    assertThat(node.started()).containsExactly(add(2), add(1));

    node.end(1, new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.10/32")));

    assertThat(node.started()).containsExactly(add(2), add(1), add(4));
  }

  @Test
  void anAddThatWaitsInVainIsToldTheNumbers() {
    var node = new Node(TWO_SPARE).owning();
    var asked = node.ask("a");

    node.sleep(Node.ADD_WAIT.minusMillis(1));
    assertThat(asked.answers()).isEmpty();
    node.sleep(Duration.ofMillis(1));

    assertThat(asked.answers())
        .containsExactly(
            new Refused(
                11,
                "no free address: 0 of 0 assigned, 0 cooling, 3 coming, on 1 of 3 interfaces"
                    + " (m5.large)",
                "0 of 0 assigned, 0 cooling, 3 coming, on 1 of 3 interfaces (m5.large); more are on"
                    + " their way; try again"));
  }

  @Test
  void anAddIsRefusedAtOnceWhenNothingCanCome() {
    var node = new Node(TWO_SPARE, 1).owning("10.0.0.10/32");
    node.ask("a");

    var refused = (Refused) node.ask("b").answers().getFirst();

    assertThat(refused.details())
        .endsWith("max-pods=1 reached; run fewer pods here or raise max-pods");
  }

  @Test
  void anAddWaitsForACoolDownThatEndsInTime() {
    var node = new Node(TWO_SPARE, 1).owning("10.0.0.10/32");
    node.ask("a");
    node.release("a");

    var early = node.ask("b");
    assertThat(early.answers().getFirst()).isInstanceOf(Refused.class);
    node.sleep(Duration.ofSeconds(15));
    var later = node.ask("b");
    assertThat(later.answers()).isEmpty();
    node.sleep(Duration.ofSeconds(15));

    assertThat(later.address()).hasToString("10.0.0.10");
  }

  @Test
  void whatEc2RefusedIsTheCauseThatAnAddIsTold() {
    var node = new Node(TWO_SPARE).owning();
    var asked = node.ask("a");

    node.end(
        0,
        new Ending.Failed(
            new Ec2Failure.SubnetExhausted("InsufficientFreeAddressesInSubnet", "full"),
            "AssignPrivateIpAddresses eni=eni-0: InsufficientFreeAddressesInSubnet: full"));

    // The pause after such a failure may end within the wait; then the ADD still hopes.
    node.sleep(Node.ADD_WAIT);
    assertThat(((Refused) asked.answers().getFirst()).details())
        .contains("InsufficientFreeAddressesInSubnet");
  }

  @Test
  void growthRestsAfterAFailureAndThenGoesOn() {
    var node = new Node(TWO_SPARE).owning();
    node.wake();
    node.end(0, new Ending.Failed(new Ec2Failure.Throttled("RequestLimitExceeded", ""), "busy"));
    assertThat(node.started()).containsExactly(add(2));

    node.sleep(GrowthPause.PASSING_PAUSE);

    assertThat(node.started()).containsExactly(add(2), add(2));
  }

  @Test
  void aSurplusIsGivenBackOnlyAfterItHasLasted() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();

    node.sleep(Node.RELEASE_DELAY.minusSeconds(1));
    assertThat(node.started()).isEmpty();
    node.sleep(Node.RELEASE_DELAY);

    assertThat(node.started()).containsExactly(release("10.0.0.12/32"));
  }

  @Test
  void whatIsBeingGivenBackIsNotLeased() {
    var node = new Node(new WarmTargets(0, 0, 1, 0)).owning("10.0.0.10/32", "10.0.0.11/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));
    assertThat(node.started()).containsExactly(release("10.0.0.11/32"));

    assertThat(node.ask("a").address()).hasToString("10.0.0.10");
    assertThat(node.ask("b").answers()).isEmpty();
  }

  @Test
  void theKernelsWordKeepsAnAddressThatThePoolBelievedIdle() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));
    var blocks = prefixes("10.0.0.12/32");
    var lease = node.leaseOf("forgotten", "10.0.0.12");

    node.end(0, new Ending.StillRouted(Node.PRIMARY, blocks, List.of(lease), List.of()));

    assertThat(node.ask("forgotten").address()).hasToString("10.0.0.12");
    assertThat(node.snapshot().assigned()).isEqualTo(1);
    assertThat(node.snapshot().withdrawn()).isZero();
  }

  @Test
  void aRouteThatNobodyCanExplainKeepsItsAddressOutOfUse() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));
    var blocks = prefixes("10.0.0.12/32");

    node.end(0, new Ending.StillRouted(Node.PRIMARY, blocks, List.of(), blocks));

    assertThat(node.snapshot().withdrawn()).isEqualTo(1);
  }

  @Test
  void aReleaseWithAnUnknownOutcomeIsTriedAgainAndNothingIsLeasedMeanwhile() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));

    node.end(0, new Ending.Failed(new Ec2Failure.Ambiguous("timeout", ""), "no answer"));
    assertThat(node.snapshot().withdrawn()).isEqualTo(1);
    node.sleep(Releases.PAUSE.multipliedBy(2));

    assertThat(node.started()).containsExactly(release("10.0.0.12/32"), release("10.0.0.12/32"));
  }

  @Test
  void aReleaseIsNotTriedAgainForABlockThatEc2GaveToAnotherInterface() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));
    node.end(0, new Ending.Failed(new Ec2Failure.Ambiguous("timeout", ""), "no answer"));
    node.ask("a");

    node.end(1, new Ending.InterfaceUp(Node.interfaceAt(1), prefixes("10.0.0.12/32")));
    node.sleep(Releases.PAUSE.multipliedBy(2));

    assertThat(node.started()).hasSize(2);
    assertThat(node.snapshot().withdrawn()).isZero();
  }

  @Test
  void blocksThatEc2GivesAgainAreTakenAgain() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));
    node.end(0, new Ending.BlocksReleased(Node.PRIMARY, prefixes("10.0.0.12/32"), List.of()));
    node.ask("a");

    node.end(1, new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.12/32")));

    assertThat(node.snapshot().total()).isEqualTo(3);
  }

  @Test
  void aNewInterfaceBringsItsAddresses() {
    var node = new Node(new WarmTargets(1, 0, 0, 0)).owning("10.0.0.10/32");
    node.wake();
    assertThat(node.started()).containsExactly(new AddBlocks(Node.PRIMARY, BlockKind.ADDRESS, 8));

    node.end(0, new Ending.BlocksAdded(Node.PRIMARY, nine("10.0.0.11", 8)));
    node.ask("a");
    assertThat(node.started()).contains(new CreateInterface(Node.SUBNET, BlockKind.ADDRESS, 9));
    node.end(1, new Ending.InterfaceUp(Node.interfaceAt(1), nine("10.0.1.10", 9)));

    assertThat(node.snapshot().free()).isEqualTo(17);
    assertThat(node.snapshot().interfaces()).hasSize(2);
  }

  @Test
  void podsThatWereRefusedAreExpectedBack() {
    var node = refusedWhileEc2Throttles();

    node.end(1, throttled());
    node.sleep(GrowthPause.TURN_MAX.dividedBy(2));

    assertThat(node.last()).as("the one that comes again, and one spare").isEqualTo(add(2));
  }

  @Test
  void podsThatDoNotComeBackAreForgotten() {
    var node = refusedWhileEc2Throttles();
    node.sleep(ScheduledPods.RETURN_LIFE);

    node.end(1, throttled());
    node.sleep(GrowthPause.TURN_MAX);

    assertThat(node.last()).isEqualTo(add(1));
  }

  @Test
  void whoeverReportsPodsKnowsBetterWhichComeBack() {
    var node = refusedWhileEc2Throttles();

    node.end(1, throttled());
    node.schedule("p1", "p2");
    node.sleep(GrowthPause.TURN_MAX.dividedBy(2));

    assertThat(node.last()).isEqualTo(add(3));
  }

  @Test
  void anAccountThatThrottlesForLongIsAskedEachTwentySeconds() {
    var node = new Node(new WarmTargets(0, 1, 0, 0)).owning();
    node.wake();
    for (var tries = 0; tries < 20; tries++) {
      node.end(tries, throttled());

      node.sleep(GrowthPause.TURN_MAX);

      assertThat(node.started()).hasSize(tries + 2);
    }
  }

  private static Node refusedWhileEc2Throttles() {
    var node = new Node(new WarmTargets(0, 1, 0, 0)).owning();
    var asked = node.ask("p0");
    node.end(0, throttled());
    node.sleep(Node.ADD_WAIT);
    assertThat(asked.answers()).first().isInstanceOf(Refused.class);
    assertThat(node.started()).containsExactly(add(2), add(2));
    return node;
  }

  private static Ending throttled() {
    return new Ending.Failed(new Ec2Failure.Throttled("RequestLimitExceeded", ""), "busy");
  }

  private static AddBlocks add(int count) {
    return new AddBlocks(Node.PRIMARY, BlockKind.ADDRESS, count);
  }

  private static Effect release(String... blocks) {
    return new ReleaseBlocks(new EniId("eni-0"), prefixes(blocks));
  }

  private static List<Ipv4Prefix> nine(String first, int count) {
    return IntStream.range(0, count)
        .mapToObj(offset -> Ipv4Address.parse(first).plus(offset).toPrefix())
        .toList();
  }

  private static List<Ipv4Prefix> prefixes(String... texts) {
    return List.of(texts).stream().map(Ipv4Prefix::parse).toList();
  }

  static Leases.Lease leaseIn(Leases.Answer answer) {
    return ((Leased) answer).lease();
  }
}
