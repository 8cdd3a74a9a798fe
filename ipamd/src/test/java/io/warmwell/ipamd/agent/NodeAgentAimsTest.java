package io.warmwell.ipamd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases.Answer.Refused;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.ReleaseBlocks;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.WarmTargets;
import io.warmwell.prefix.PrefixPlanner;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the agent does when what it aims at changes, or cannot be had.
class NodeAgentAimsTest {
  private static final WarmTargets TWO_SPARE = new WarmTargets(0, 2, 0, 0);
  private static final WarmTargets ONE_PREFIX = new WarmTargets(1, 0, 0, 1);
  private static final Ending NO_PREFIX =
      new Ending.Failed(
          new Ec2Failure.SubnetFragmented("InsufficientCidrBlocks", ""),
          "AssignPrivateIpAddresses eni=eni-0: InsufficientCidrBlocks");

  @Test
  void aPodThatWaitsIsServedByASingleAddressWhenNoPrefixCanBeHad() {
    var node = prefixNode();
    var asked = node.ask("a");
    assertThat(node.last()).isEqualTo(add(BlockKind.PREFIX, 2));

    node.endLast(NO_PREFIX);
    assertThat(node.last()).isEqualTo(add(BlockKind.ADDRESS, 2));
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, addresses(2)));

    assertThat(asked.address()).hasToString("10.0.0.10");
  }

  @Test
  void aSubnetTooFullForAPrefixMayStillHaveSingleAddresses() {
    var node = prefixNode();
    node.wake();

    node.endLast(new Ending.Failed(new Ec2Failure.SubnetExhausted("full", ""), "full"));

    assertThat(node.last()).isEqualTo(add(BlockKind.ADDRESS, 1));
  }

  @Test
  void aPrefixIsAskedForAgainAfterAWhileAndEachTimeLater() {
    var node = prefixNode();
    node.wake();
    node.endLast(NO_PREFIX);
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, addresses(1)));

    node.sleep(SubnetWatch.PREFIX_PAUSES.first().dividedBy(2).minusSeconds(1));
    assertThat(prefixCalls(node)).isEqualTo(1);
    node.sleep(SubnetWatch.PREFIX_PAUSES.first().dividedBy(2).plusSeconds(1));
    assertThat(prefixCalls(node)).isEqualTo(2);

    node.endLast(NO_PREFIX);
    node.sleep(SubnetWatch.PREFIX_PAUSES.first().minusSeconds(1));
    assertThat(prefixCalls(node)).isEqualTo(2);
    node.sleep(SubnetWatch.PREFIX_PAUSES.first().plusSeconds(1));
    assertThat(prefixCalls(node)).isEqualTo(3);
  }

  @Test
  void thePauseAfterRefusalsIsBounded() {
    var node = prefixNode();
    node.wake();
    for (var refusal = 0; refusal < 10; refusal++) {
      node.end(node.started().lastIndexOf(add(BlockKind.PREFIX, 1)), NO_PREFIX);
      if (refusal == 0) {
        node.endLast(new Ending.BlocksAdded(Node.PRIMARY, addresses(1)));
      }
      node.sleep(SubnetWatch.PREFIX_PAUSES.longest());
      assertThat(prefixCalls(node)).isEqualTo(refusal + 2);
    }
  }

  @Test
  void aPrefixThatIsGivenEndsTheDoubling() {
    var node = prefixNode();
    node.wake();
    node.endLast(NO_PREFIX);
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, addresses(1)));
    node.sleep(SubnetWatch.PREFIX_PAUSES.first());
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.32/28")));

    node.ask("a");
    node.endLast(NO_PREFIX);
    node.sleep(SubnetWatch.PREFIX_PAUSES.first());

    assertThat(node.last()).isEqualTo(add(BlockKind.PREFIX, 1));
  }

  @Test
  void aRefusedAddSaysThatNoPrefixCouldBeHad() {
    var node = new Node(new PrefixPlanner(), ONE_PREFIX, 110);
    node.owning();
    node.change(
        Node.policy(ONE_PREFIX, new Capacity(new InterfaceLimits(1, 2), 0, 110)),
        new PrefixPlanner());
    node.endLast(NO_PREFIX);
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, addresses(1)));
    node.ask("a");

    var refused = (Refused) node.ask("b").answers().getFirst();

    assertThat(refused.details())
        .contains("limits are reached")
        .endsWith("growing the pool: AssignPrivateIpAddresses eni=eni-0: InsufficientCidrBlocks");
  }

  @Test
  void scheduledPodsAreCoveredBeforeTheyAsk() {
    var node = new Node(TWO_SPARE).owning();
    node.schedule("a", "b", "c");

    assertThat(node.started()).containsExactly(add(BlockKind.ADDRESS, 5));
  }

  @Test
  void aScheduledPodThatAsksIsCountedOnce() {
    var node = new Node(TWO_SPARE).owning();
    node.schedule("a", "b");

    node.ask("a");
    node.ask("b");
    assertThat(node.started()).containsExactly(add(BlockKind.ADDRESS, 4));
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, addresses(4)));

    assertThat(node.started()).hasSize(1);
    assertThat(node.snapshot().free()).isEqualTo(2);
  }

  @Test
  void aPodThatHasItsAddressIsNoLongerExpected() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.ask("a");

    node.schedule("a");

    assertThat(node.started()).isEmpty();
  }

  @Test
  void podsThatAreExpectedNoMoreAreForgotten() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.schedule("a");

    node.schedule();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));

    assertThat(node.started()).containsExactly(release("10.0.0.12/32"));
  }

  @Test
  void aReportThatIsNotRepeatedCountsNoMoreAfterAWhile() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.schedule("a");

    node.sleep(ScheduledPods.REPORT_LIFE.plus(Node.RELEASE_DELAY).minusSeconds(1));
    assertThat(node.started()).isEmpty();
    node.sleep(Node.RELEASE_DELAY);

    assertThat(node.started()).containsExactly(release("10.0.0.12/32"));
  }

  @Test
  void aReportThatIsRepeatedInTimeCountsOn() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");

    for (var report = 0; report < 10; report++) {
      node.schedule("a");
      node.sleep(Event.PodsScheduled.REPEAT_MAX);
    }

    assertThat(node.started()).containsOnly(new Effect.Survey());
  }

  @Test
  void theAgentWakesWhenTheLastReportCountsNoMore() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    assertThat(node.nextWake()).isEmpty();

    node.schedule("a");

    assertThat(node.nextWake()).contains(node.now().plus(ScheduledPods.REPORT_LIFE));
  }

  @Test
  void aNodeWhoseSubnetIsNotForPodsSaysSoAtOnce() {
    var node = new Node(TWO_SPARE).excluded("10.0.0.10/32");

    var refused = (Refused) node.ask("a").answers().getFirst();

    assertThat(refused.details()).contains("there is no subnet for another interface");
  }

  @Test
  void newTargetsHoldAtOnce() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32");
    node.wake();

    node.aim(new WarmTargets(0, 5, 0, 0), new AddressPlanner());

    assertThat(node.started()).containsExactly(add(BlockKind.ADDRESS, 3));
  }

  @Test
  void anotherModeTakesItsOwnKindAndGivesTheOtherBackOnceIdle() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.ask("a");

    node.aim(ONE_PREFIX, new PrefixPlanner());
    assertThat(node.last()).isEqualTo(add(BlockKind.PREFIX, 1));
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.32/28")));
    assertThat(node.ask("b").address()).hasToString("10.0.0.32");
    node.sleep(Duration.ZERO);
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.48/28")));
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));

    assertThat(node.last()).isEqualTo(release("10.0.0.12/32", "10.0.0.11/32"));
  }

  @Test
  void aShorterAddWaitHoldsForNewAddsOnly() {
    var node = new Node(TWO_SPARE).owning();
    var old = node.ask("old");
    var capacity = new Capacity(new InterfaceLimits(3, 10), 0, 29);
    var second = Duration.ofSeconds(1);

    node.change(
        new Policy(TWO_SPARE, capacity, second, second, Node.COOL_DOWN, "m5.large"),
        new AddressPlanner());
    var hasty = node.ask("hasty");
    node.sleep(second);

    assertThat(hasty.answers()).hasSize(1);
    assertThat(old.answers()).isEmpty();
    node.sleep(Node.ADD_WAIT);
    assertThat(old.answers()).hasSize(1);
  }

  @Test
  void aLongerCoolDownHoldsForNewReleasesOnly() {
    var node = new Node(new WarmTargets(0, 1, 0, 0)).owning("10.0.0.10/32", "10.0.0.11/32");
    node.ask("a");
    node.ask("b");
    node.release("a");
    var capacity = new Capacity(new InterfaceLimits(3, 10), 0, 29);

    node.change(
        new Policy(
            new WarmTargets(0, 1, 0, 0),
            capacity,
            Node.ADD_WAIT,
            Node.RELEASE_DELAY,
            Node.COOL_DOWN.multipliedBy(2),
            "m5.large"),
        new AddressPlanner());
    node.release("b");
    node.sleep(Node.COOL_DOWN);

    assertThat(node.snapshot().free()).isEqualTo(1);
    assertThat(node.snapshot().cooling()).isEqualTo(1);
  }

  @Test
  void aLongerReleaseDelayCountsFromTheChange() {
    var node = new Node(TWO_SPARE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.minusSeconds(1));
    var capacity = new Capacity(new InterfaceLimits(3, 10), 0, 29);
    var delay = Node.RELEASE_DELAY.multipliedBy(3);

    node.change(
        new Policy(TWO_SPARE, capacity, Node.ADD_WAIT, delay, Node.COOL_DOWN, "m5.large"),
        new AddressPlanner());
    node.sleep(delay.minusSeconds(1));
    assertThat(node.started()).isEmpty();
    node.sleep(delay);

    assertThat(node.started()).containsExactly(release("10.0.0.12/32"));
  }

  private static Node prefixNode() {
    return new Node(new PrefixPlanner(), ONE_PREFIX, 110).owning();
  }

  private static long prefixCalls(Node node) {
    return node.started().stream().filter(add(BlockKind.PREFIX, 1)::equals).count();
  }

  private static AddBlocks add(BlockKind kind, int count) {
    return new AddBlocks(Node.PRIMARY, kind, count);
  }

  private static Effect release(String... blocks) {
    return new ReleaseBlocks(Node.PRIMARY, prefixes(blocks));
  }

  private static List<Ipv4Prefix> addresses(int count) {
    return IntStream.range(0, count)
        .mapToObj(offset -> Ipv4Address.parse("10.0.0.10").plus(offset).toPrefix())
        .toList();
  }

  private static List<Ipv4Prefix> prefixes(String... texts) {
    return Stream.of(texts).map(Ipv4Prefix::parse).toList();
  }
}
