package io.warmwell.ipamd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases.Answer.Refused;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.BlockView;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the agent makes of EC2's view of the node.
class NodeAgentSurveyTest {
  /// One free address is enough.
  private static final WarmTargets NO_MORE = new WarmTargets(0, 0, 0, 0);

  private static final EniId SECONDARY = Node.interfaceAt(1).eni();
  private static final Effect SURVEY = new Effect.Survey();

  /// Later than any survey that nothing calls for, and than the look after it.
  private static final Duration INTERVAL_MAX = SurveyClock.INTERVAL.plusSeconds(1);

  private static final Duration SETTLED = SurveyClock.SETTLING.plusSeconds(6);

  @Test
  void ec2IsAskedNowAndThen() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32");
    node.wake();

    node.sleep(SurveyClock.INTERVAL.dividedBy(2));
    var early = List.copyOf(node.started());
    node.sleep(SurveyClock.INTERVAL.dividedBy(2));
    node.survey(Node.seen(0, "10.0.0.10/32"));
    node.sleep(INTERVAL_MAX);

    assertThat(early).isEmpty();
    assertThat(node.started()).containsExactly(SURVEY, SURVEY);
  }

  @Test
  void blocksThatALostAnswerHidAreFoundAtOnce() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32");
    node.ask("a");
    node.endLast(new Ending.Failed(new Ec2Failure.Ambiguous("SocketTimeout", ""), "no answer"));

    node.survey(Node.seen(0, "10.0.0.10/32", "10.0.0.11/32"));
    node.sleep(Duration.ofSeconds(30));

    assertThat(blocks(node)).containsExactly("10.0.0.10/32", "10.0.0.11/32");
    assertThat(node.started()).filteredOn(Effect.AddBlocks.class::isInstance).hasSize(1);
  }

  @Test
  void nothingIsAskedForTwiceWhileItIsUnknownWhetherItCame() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32");
    node.ask("a");
    node.endLast(new Ending.Failed(new Ec2Failure.Ambiguous("SocketTimeout", ""), "no answer"));

    node.sleep(Duration.ofSeconds(10));

    assertThat(node.started()).hasSize(2).last().isEqualTo(SURVEY);
  }

  @Test
  void aStaleViewDoesNotBringBackWhatWasGivenBack() {
    var oneSpare = new WarmTargets(0, 1, 0, 0);
    var node = new Node(oneSpare).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.wake();
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));
    var released = (Effect.ReleaseBlocks) node.last();
    node.endLast(new Ending.BlocksReleased(Node.PRIMARY, released.blocks(), List.of()));
    node.link(0, true);

    node.survey(Node.seen(0, "10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32"));

    assertThat(blocks(node)).hasSize(1).doesNotContain(released.blocks().getFirst().toString());
  }

  @Test
  void whatEc2DoesNotListIsDoubtedAndForgottenAfterASecondLook() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.ask("a");
    node.sleep(INTERVAL_MAX);
    node.survey(Node.seen(0, "10.0.0.10/32", "10.0.0.12/32"));

    var doubted = node.snapshot();
    node.sleep(SETTLED);
    node.survey(Node.seen(0, "10.0.0.10/32", "10.0.0.12/32"));

    assertThat(doubted.free()).isEqualTo(1);
    assertThat(doubted.blocks().filter(BlockView::isWithdrawn)).hasSize(1);
    assertThat(blocks(node)).containsExactly("10.0.0.10/32", "10.0.0.12/32");
  }

  @Test
  void whatIsDoubtedAndGivenAgainIsTrustedAgain() {
    var node = new Node(new WarmTargets(0, 1, 0, 0)).owning("10.0.0.10/32");
    node.link(0, true);
    node.survey(Node.seen(0));
    var doubted = node.snapshot().free();

    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.10/32")));

    assertThat(doubted).isZero();
    assertThat(node.snapshot().free()).isEqualTo(1);
  }

  @Test
  void oneStaleViewCostsNothing() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32");
    node.ask("a");
    node.sleep(INTERVAL_MAX);
    node.survey(Node.seen(0, "10.0.0.10/32", "10.0.0.12/32"));

    node.sleep(SETTLED);
    node.survey(Node.seen(0, "10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32"));

    assertThat(blocks(node)).hasSize(3);
    assertThat(node.snapshot().free()).isEqualTo(2);
  }

  @Test
  void anAnswerWithoutThePrimaryInterfaceIsNotBelieved() {
    var twoSpare = new WarmTargets(0, 2, 0, 0);
    var node = new Node(twoSpare).owning("10.0.0.10/32").owningSecondary("10.0.0.20/32");
    node.wake();
    node.sleep(INTERVAL_MAX);
    node.survey();
    node.sleep(SETTLED);
    node.survey();

    assertThat(blocks(node)).containsExactly("10.0.0.10/32", "10.0.0.20/32");
    assertThat(node.snapshot().free()).isEqualTo(2);
  }

  @Test
  void anAddressThatIsGoneWhileAPodUsesItIsKeptAndAskedForAgain() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32", "10.0.0.11/32");
    node.ask("a");
    var held = node.snapshot();
    surveyTwice(node, Node.seen(0, "10.0.0.11/32"));

    var homeless = node.snapshot().strays();
    var asked = node.started().getLast();
    node.endLast(new Ending.BlocksAdded(Node.PRIMARY, prefixes("10.0.0.10/32")));

    assertThat(held.assigned()).isEqualTo(1);
    assertThat(homeless).extracting(Lease::address).hasToString("[10.0.0.10]");
    assertThat(asked).isEqualTo(again(Node.PRIMARY, "10.0.0.10/32"));
    assertThat(node.snapshot().strays()).isEmpty();
    assertThat(node.snapshot().assigned()).isEqualTo(1);
    assertThat(node.last()).isInstanceOf(Effect.Rewire.class);
  }

  @Test
  void placesStayFreeForAddressesThatShallComeBack() {
    var node = new Node(new WarmTargets(1, 0, 0, 0)).owning(nine(10)).owningSecondary(nine(20));
    node.ask("a");
    surveyTwice(node, Node.seen(0, Stream.of(nine(10)).skip(1).toArray(String[]::new)));
    var refused = new Ec2Failure.Invalid("InvalidIPAddress.InUse", "in use");

    node.endLast(new Ending.Failed(refused, "in use"));
    node.sleep(Duration.ofSeconds(1));

    assertThat(node.started()).noneMatch(Effect.AddBlocks.class::isInstance);
  }

  @Test
  void anInterfaceWithoutALinkIsLeasedNoMoreAndAttachedAgainForItsPods() {
    var node = new Node(NO_MORE).owning().owningSecondary("10.0.0.20/32", "10.0.0.21/32");
    node.ask("a");

    node.link(1, false);
    var during = node.snapshot().free();
    node.survey(Node.seen(0), Node.detached(1, "10.0.0.20/32", "10.0.0.21/32"));
    var cure = node.last();
    node.endLast(
        new Ending.InterfaceUp(Node.interfaceAt(1), prefixes("10.0.0.20/32", "10.0.0.21/32")));

    assertThat(during).isZero();
    assertThat(cure).isEqualTo(new Effect.AttachAgain(SECONDARY));
    assertThat(node.snapshot().free()).isEqualTo(1);
    assertThat(node.snapshot().interfaces()).noneMatch(InterfaceView::isLost);
  }

  @Test
  void whatAnInterfaceCameBackWithoutIsNotLeasedAndLookedForSoon() {
    var node = new Node(NO_MORE).owning().owningSecondary("10.0.0.20/32", "10.0.0.21/32");
    node.ask("a");
    node.link(1, false);
    node.survey(Node.seen(0), Node.detached(1, "10.0.0.20/32"));

    node.endLast(new Ending.InterfaceUp(Node.interfaceAt(1), prefixes("10.0.0.20/32")));
    var free = node.snapshot().free();
    node.sleep(Duration.ofSeconds(6));

    assertThat(free).isZero();
    assertThat(node.last()).isEqualTo(SURVEY);
  }

  @Test
  void anInterfaceIsAttachedAgainAlsoRightAfterItCameBack() {
    var node = new Node(NO_MORE).owning().owningSecondary("10.0.0.20/32");
    node.ask("a");
    node.link(1, false);
    node.survey(Node.seen(0), Node.detached(1, "10.0.0.20/32"));
    node.endLast(new Ending.InterfaceUp(Node.interfaceAt(1), prefixes("10.0.0.20/32")));

    node.link(1, false);
    node.sleep(Duration.ofSeconds(6));
    node.survey(Node.seen(0), Node.detached(1, "10.0.0.20/32"));

    assertThat(node.started()).filteredOn(new Effect.AttachAgain(SECONDARY)::equals).hasSize(2);
  }

  @Test
  void whatWasGivenBackMeanwhileDoesNotComeBackWithTheInterface() {
    String[] both = {"10.0.0.20/32", "10.0.0.21/32"};
    var node = new Node(new WarmTargets(0, 0, 1, 0)).owning().owningSecondary(both);
    node.ask("a");
    node.sleep(Node.RELEASE_DELAY.multipliedBy(2));
    var release = (Effect.ReleaseBlocks) node.last();
    var releasing = node.started().size() - 1;
    node.link(1, false);
    node.survey(Node.seen(0), Node.detached(1, both));
    var attaching = node.started().indexOf(new Effect.AttachAgain(SECONDARY));

    node.end(releasing, new Ending.BlocksReleased(SECONDARY, release.blocks(), List.of()));
    node.end(attaching, new Ending.InterfaceUp(Node.interfaceAt(1), prefixes(both)));

    assertThat(node.snapshot().total()).isEqualTo(1);
  }

  @Test
  void anInterfaceThatCameBackElsewhereTakesItsPodsAlong() {
    var node = new Node(NO_MORE).owning().owningSecondary("10.0.0.20/32");
    node.ask("a");
    node.link(1, false);
    node.survey(Node.seen(0), Node.detached(1, "10.0.0.20/32"));

    var elsewhere = new PooledInterface(SECONDARY, 2, Node.interfaceAt(1).subnet());
    node.endLast(new Ending.InterfaceUp(elsewhere, prefixes("10.0.0.20/32")));

    assertThat(node.last())
        .isInstanceOfSatisfying(
            Effect.Rewire.class,
            rewire -> assertThat(rewire.leases()).extracting(Lease::deviceIndex).containsOnly(2));
    assertThat(node.snapshot().assigned()).isEqualTo(1);
  }

  @Test
  void aDetachedInterfaceWithoutPodsIsDeleted() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32").owningSecondary("10.0.0.20/32");
    node.wake();

    node.link(1, false);
    node.survey(Node.seen(0, "10.0.0.10/32"), Node.detached(1, "10.0.0.20/32"));

    assertThat(node.started()).contains(delete("10.0.0.20/32"));
  }

  @Test
  void aDetachedInterfaceWhoseBlockIsElsewhereByNowIsDeletedWithTheRest() {
    var node =
        new Node(NO_MORE).owning("10.0.0.10/32").owningSecondary("10.0.0.20/32", "10.0.0.21/32");
    node.wake();

    node.link(1, false);
    node.survey(Node.seen(0, "10.0.0.10/32", "10.0.0.20/32"), Node.detached(1, "10.0.0.21/32"));

    assertThat(node.started()).contains(delete("10.0.0.21/32"));
    assertThat(blocks(node)).contains("10.0.0.20/32");
  }

  @Test
  void aDeletedInterfaceIsForgottenAndItsPodsAddressesAreSoughtElsewhere() {
    var oneSpare = new WarmTargets(0, 1, 0, 0);
    var node = new Node(oneSpare).owning().owningSecondary("10.0.0.20/32", "10.0.0.21/32");
    node.ask("a");

    node.link(1, false);
    node.survey(Node.seen(0));

    assertThat(node.started())
        .contains(new Effect.Unroute(SECONDARY), again(Node.PRIMARY, "10.0.0.20/32"));
    assertThat(node.snapshot().interfaces()).hasSize(1);
    assertThat(node.snapshot().strays()).hasSize(1);
  }

  @Test
  void anInterfaceOfOursThatNobodyKnowsIsDeletedAfterASecondLook() {
    var node = new Node(NO_MORE).owning("10.0.0.10/32");
    node.wake();
    node.sleep(INTERVAL_MAX);
    var primary = Node.seen(0, "10.0.0.10/32");
    node.survey(primary, Node.detached(1, "10.0.0.20/32"));
    var once = List.copyOf(node.started());
    node.sleep(SETTLED);
    node.survey(primary, Node.detached(1, "10.0.0.20/32"));

    assertThat(once).containsExactly(SURVEY);
    assertThat(node.last()).isEqualTo(delete("10.0.0.20/32"));
  }

  @Test
  void somebodyElsesInterfaceTakesAPlace() {
    var node = new Node(NO_MORE).owning(nine(10));
    node.wake();
    node.sleep(INTERVAL_MAX);

    node.survey(Node.seen(0, nine(10)), Node.foreign(1), Node.foreign(2));
    IntStream.range(0, 9).forEach(pod -> node.ask("pod-" + pod));
    var refused = (Refused) node.ask("one-more").answers().getFirst();

    assertThat(refused.details()).contains("on 1 of 1 interfaces");
    assertThat(node.started()).noneMatch(Effect.CreateInterface.class::isInstance);
  }

  @Test
  void aTrunkTakesTheKeptPlaceAndIsLeftAlone() {
    var node = new Node(NO_MORE).owning(nine(10));
    node.expectTrunk(NO_MORE);
    node.sleep(INTERVAL_MAX);
    var before = node.capacity().interfacesMax();

    for (var times = 0; times < 3; times++) {
      node.survey(Node.seen(0, nine(10)), Node.trunk(1));
      node.sleep(INTERVAL_MAX);
    }

    assertThat(before).isEqualTo(2);
    assertThat(node.capacity().interfacesMax()).isEqualTo(2);
    assertThat(node.capacity().trunks()).isEqualTo(1);
    assertThat(node.started()).allMatch(SURVEY::equals);
  }

  @Test
  void whenTheTrunkIsGoneItsPlaceIsKeptForTheNext() {
    var node = new Node(NO_MORE).owning(nine(10));
    node.expectTrunk(NO_MORE);
    node.sleep(INTERVAL_MAX);
    node.survey(Node.seen(0, nine(10)), Node.trunk(1));
    node.sleep(INTERVAL_MAX);

    node.survey(Node.seen(0, nine(10)));

    assertThat(node.capacity().trunks()).isZero();
    assertThat(node.capacity().interfacesMax()).isEqualTo(2);
  }

  private static void surveyTwice(Node node, Interface primary) {
    node.sleep(INTERVAL_MAX);
    node.survey(primary);
    node.sleep(SETTLED);
    node.survey(primary);
  }

  private static Effect again(EniId eni, String block) {
    return new Effect.AssignAgain(eni, prefixes(block));
  }

  private static Effect delete(String block) {
    return new Effect.DeleteInterface(SECONDARY, prefixes(block));
  }

  private static String[] nine(int first) {
    return IntStream.range(first, first + 9)
        .mapToObj(last -> "10.0.0." + last + "/32")
        .toArray(String[]::new);
  }

  private static List<String> blocks(Node node) {
    return node.snapshot().blocks().map(view -> view.prefix().toString()).toList();
  }

  private static List<Ipv4Prefix> prefixes(String... blocks) {
    return Stream.of(blocks).map(Ipv4Prefix::parse).toList();
  }
}
