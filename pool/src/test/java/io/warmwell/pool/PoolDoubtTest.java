package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the pool does with blocks and interfaces that the node may have lost.
class PoolDoubtTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);
  private static final PooledInterface PRIMARY =
      new PooledInterface(new EniId("eni-0"), 0, new SubnetId("subnet-1"));
  private static final PooledInterface SECOND =
      new PooledInterface(new EniId("eni-1"), 1, new SubnetId("subnet-1"));

  private final Pool pool = new Pool(COOL_DOWN);

  @Test
  void aBlockInDoubtIsNotLeasedAndCountsAsWithdrawn() {
    pool.addInterface(PRIMARY, blocks("10.0.0.16/28"));
    pool.assign(pod("a"), START);

    pool.doubt(PRIMARY.eni(), blocks("10.0.0.16/28", "10.0.0.99/32"));

    assertThat(pool.assign(pod("b"), START)).isEqualTo(new Assignment.NoneFree());
    assertThat(pool.assign(pod("a"), START)).isInstanceOf(Assignment.Held.class);
    var view = pool.snapshot(START).blocks().findFirst().orElseThrow();
    assertThat(view).isEqualTo(new BlockView(block("10.0.0.16/28"), 0, 1, 0, 15));
  }

  @Test
  void whatRestsInDoubtIsNotLeasedAfterwards() {
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));
    pool.assign(pod("a"), START);
    pool.release(pod("a").key(), START);

    pool.doubt(PRIMARY.eni(), blocks("10.0.0.10/32"));

    assertThat(pool.snapshot(START).cooling()).isEqualTo(1);
    assertThat(pool.assign(pod("b"), START.plus(COOL_DOWN))).isEqualTo(new Assignment.NoneFree());
  }

  @Test
  void aBlockThatIsTrustedAgainIsLeasedAgain() {
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));
    pool.doubt(PRIMARY.eni(), blocks("10.0.0.10/32"));

    pool.trust(PRIMARY.eni(), blocks("10.0.0.10/32"));

    assertThat(pool.snapshot(START).free()).isEqualTo(1);
    assertThat(pool.assign(pod("a"), START)).isInstanceOf(Assignment.Granted.class);
  }

  @Test
  void aLostInterfaceIsNotLeasedNeitherIsWhatComesToIt() {
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));

    pool.lose(PRIMARY.eni());
    pool.addBlocks(PRIMARY.eni(), blocks("10.0.0.11/32"));
    pool.trust(PRIMARY.eni(), blocks("10.0.0.11/32"));

    assertThat(pool.snapshot(START).interfaces().getFirst().isLost()).isTrue();
    assertThat(pool.snapshot(START).free()).isZero();
    pool.find(PRIMARY.eni());
    assertThat(pool.snapshot(START).interfaces().getFirst().isLost()).isFalse();
    assertThat(pool.snapshot(START).free()).isEqualTo(2);
  }

  @Test
  void aLostInterfaceThatIsForgottenIsNotLostWhenItComesBack() {
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));
    pool.lose(PRIMARY.eni());

    pool.removeInterface(PRIMARY.eni());
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));

    assertThat(pool.snapshot(START).free()).isEqualTo(1);
  }

  @Test
  void unusedBlocksCanBeWithdrawnInDoubtAndUsedOnesCannot() {
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32", "10.0.0.11/32"));
    pool.assign(pod("a"), START);
    pool.lose(PRIMARY.eni());

    assertThat(pool.withdraw(PRIMARY.eni(), blocks("10.0.0.10/32"), START)).isFalse();
    assertThat(pool.withdraw(PRIMARY.eni(), blocks("10.0.0.11/32"), START)).isTrue();
  }

  @Test
  void aLeaseMovesWithItsAddressAndIsNamed() {
    pool.addInterface(PRIMARY, blocks("10.0.0.16/28"));
    pool.addInterface(SECOND, List.of());
    pool.assign(pod("a"), START);
    pool.removeBlocks(PRIMARY.eni(), blocks("10.0.0.16/28"));

    var moved = pool.addBlocks(SECOND.eni(), blocks("10.0.0.16/32", "10.0.0.41/32"));

    assertThat(moved).extracting(Lease::deviceIndex).containsExactly(1);
    assertThat(moved).isEqualTo(pool.leases());
    assertThat(pool.snapshot(START).strays()).isEmpty();
  }

  @Test
  void whatRestedWhenItsBlockWentRestsOnWhenItIsBack() {
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));
    pool.assign(pod("a"), START);
    pool.release(pod("a").key(), START);

    pool.removeBlocks(PRIMARY.eni(), blocks("10.0.0.10/32"));
    pool.addBlocks(PRIMARY.eni(), blocks("10.0.0.10/32"));

    assertThat(pool.coolDowns(START)).containsOnlyKeys(Ipv4Address.parse("10.0.0.10"));
    assertThat(pool.snapshot(START).cooling()).isEqualTo(1);
  }

  @Test
  void nothingIsAddedToALostInterface() {
    var targets = new WarmTargets(0, 1, 0, 0);
    var capacity = new Capacity(new InterfaceLimits(1, 10), 0, 29);
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));
    pool.lose(PRIMARY.eni());

    var plan =
        new AddressPlanner()
            .plan(new Situation(pool.snapshot(START), targets, capacity, 1, List.of()));

    assertThat(plan).isEqualTo(Plan.NOTHING);
  }

  @Test
  void placesAreKeptForAddressesThatShallComeBack() {
    var targets = new WarmTargets(0, 9, 0, 0);
    var capacity = new Capacity(new InterfaceLimits(1, 10), 0, 29);
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32", "10.0.0.11/32"));
    pool.assign(pod("a"), START);
    pool.removeBlocks(PRIMARY.eni(), blocks("10.0.0.10/32"));

    var plan =
        new AddressPlanner()
            .plan(
                new Situation(pool.snapshot(START), targets, capacity, 0, List.of(), 0, Set.of()));

    assertThat(plan.growth())
        .containsExactly(new Effect.AddBlocks(PRIMARY.eni(), BlockKind.ADDRESS, 7));
  }

  @Test
  void aPodThatWaitsTakesThePlaceOfAnAddressThatShallComeBack() {
    var capacity = new Capacity(new InterfaceLimits(1, 2), 0, 29);
    pool.addInterface(PRIMARY, blocks("10.0.0.10/32"));
    pool.assign(pod("a"), START);
    pool.removeBlocks(PRIMARY.eni(), blocks("10.0.0.10/32"));

    var plan =
        new AddressPlanner()
            .plan(
                new Situation(
                    pool.snapshot(START), new WarmTargets(0, 1, 0, 0), capacity, 1, List.of()));

    assertThat(plan.growth())
        .containsExactly(new Effect.AddBlocks(PRIMARY.eni(), BlockKind.ADDRESS, 1));
  }

  @Test
  void anEffectTellsTheInterfaceItActsOn() {
    assertThat(new Effect.AttachAgain(SECOND.eni()).on()).contains(SECOND.eni());
    assertThat(new Effect.AssignAgain(SECOND.eni(), List.of()).on()).contains(SECOND.eni());
    assertThat(new Effect.Unroute(SECOND.eni()).on()).contains(SECOND.eni());
    assertThat(new Effect.AddBlocks(SECOND.eni(), BlockKind.PREFIX, 1).on()).contains(SECOND.eni());
    assertThat(new Effect.ReleaseBlocks(SECOND.eni(), List.of()).on()).contains(SECOND.eni());
    assertThat(new Effect.DeleteInterface(SECOND.eni(), List.of()).on()).contains(SECOND.eni());
    assertThat(new Effect.CreateInterface(new SubnetId("subnet-1"), BlockKind.PREFIX, 1).on())
        .isEmpty();
    assertThat(new Effect.Survey().on()).isEmpty();
    assertThat(new Effect.Rewire(List.of()).on()).isEmpty();
  }

  private static Attachment pod(String name) {
    return new Attachment(
        new AttachmentKey("net", name, "eth0"), new PodName("default", name), "eni" + name);
  }

  private static Ipv4Prefix block(String text) {
    return Ipv4Prefix.parse(text);
  }

  private static List<Ipv4Prefix> blocks(String... texts) {
    return Stream.of(texts).map(PoolDoubtTest::block).toList();
  }
}
