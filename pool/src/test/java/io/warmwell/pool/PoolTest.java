package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);
  private static final EniId PRIMARY = new EniId("eni-0");
  private static final EniId SECOND = new EniId("eni-1");
  private static final SubnetId SUBNET = new SubnetId("subnet-1");

  private final Pool pool = new Pool(COOL_DOWN);

  @Test
  void anEmptyPoolHasNothingToGive() {
    assertThat(pool.assign(pod("a"), START)).isEqualTo(new Assignment.NoneFree());
  }

  @Test
  void theSameAttachmentHoldsTheSameAddress() {
    primary("10.0.0.10/32", "10.0.0.11/32");

    var first = granted("a");

    assertThat(pool.assign(pod("a"), START.plusSeconds(5))).isEqualTo(new Assignment.Held(first));
    assertThat(granted("b").address()).isNotEqualTo(first.address());
  }

  @Test
  void anAddressRestsBeforeItIsReused() {
    primary("10.0.0.10/32");
    granted("a");

    pool.release(pod("a").key(), START);

    assertThat(pool.assign(pod("b"), START.plus(COOL_DOWN).minusMillis(1)))
        .isEqualTo(new Assignment.NoneFree());
    assertThat(pool.assign(pod("b"), START.plus(COOL_DOWN))).isInstanceOf(Assignment.Granted.class);
  }

  @Test
  void aRevokedGrantNeedsNoRest() {
    primary("10.0.0.10/32");

    pool.revoke(granted("a"));

    assertThat(granted("b").address()).isEqualTo(address("10.0.0.10"));
  }

  @Test
  void aPrefixWithRoomIsPreferredToADrainingAddress() {
    primary("10.0.0.10/32", "10.0.0.11/32", "10.0.0.16/28");
    granted("on-a-single");
    pool.prefer(BlockKind.PREFIX);

    assertThat(granted("a").address()).isEqualTo(address("10.0.0.16"));
  }

  @Test
  void aDrainingAddressServesWhenThereIsNoOther() {
    primary("10.0.0.10/32");
    pool.prefer(BlockKind.PREFIX);

    assertThat(granted("a").address()).isEqualTo(address("10.0.0.10"));
  }

  @Test
  void aDrainingPrefixServesOnlyWhenNoSingleAddressIsFree() {
    primary("10.0.0.10/32", "10.0.0.16/28");

    assertThat(granted("a").address()).isEqualTo(address("10.0.0.10"));
    assertThat(granted("b").address()).isEqualTo(address("10.0.0.16"));
  }

  @Test
  void anotherCoolDownHoldsForReleasesFromThenOn() {
    primary("10.0.0.10/32", "10.0.0.11/32");
    granted("a");
    granted("b");

    pool.release(pod("a").key(), START);
    pool.coolDown(COOL_DOWN.multipliedBy(2));
    pool.release(pod("b").key(), START);

    assertThat(pool.snapshot(START.plus(COOL_DOWN)).free()).isEqualTo(1);
    assertThat(pool.snapshot(START.plus(COOL_DOWN.multipliedBy(2))).free()).isEqualTo(2);
  }

  @Test
  void aClockSetBackFindsAddressesStillResting() {
    primary("10.0.0.10/32");
    granted("a");
    pool.release(pod("a").key(), START);

    assertThat(pool.snapshot(START.plus(COOL_DOWN)).free()).isEqualTo(1);
    assertThat(pool.snapshot(START).cooling()).isEqualTo(1);
  }

  @Test
  void aCoolDownLessThanZeroIsRefused() {
    assertThatThrownBy(() -> pool.coolDown(Duration.ofSeconds(-1)))
        .hasMessage("cool-down is zero or more, not PT-1S");
  }

  @Test
  void theFullestPrefixIsFilledFirst() {
    primary("10.0.0.16/28");
    granted("a");
    pool.addBlocks(PRIMARY, prefixes("10.0.0.0/28"));
    second("10.0.1.0/28");

    assertThat(granted("b").address()).isEqualTo(address("10.0.0.17"));
  }

  @Test
  void amongSingleAddressesTheFullestInterfaceIsFilledFirstAndThePrimaryPreferred() {
    primary("10.0.0.10/32", "10.0.0.11/32");
    second("10.0.0.2/32", "10.0.0.3/32", "10.0.0.4/32");

    var first = granted("a");
    granted("b");
    granted("c");

    assertThat(first.eni()).isEqualTo(PRIMARY);
    assertThat(pool.lease(pod("b").key()).orElseThrow().eni()).isEqualTo(PRIMARY);
    assertThat(pool.lease(pod("c").key()).orElseThrow().eni()).isEqualTo(SECOND);
  }

  @Test
  void coolingAddressesAreNotFree() {
    primary("10.0.0.10/32", "10.0.0.11/32");
    granted("a");

    pool.release(pod("a").key(), START);

    var snapshot = pool.snapshot(START);
    assertThat(snapshot.free()).isEqualTo(1);
    assertThat(snapshot.cooling()).isEqualTo(1);
    assertThat(snapshot.total()).isEqualTo(2);
    assertThat(pool.nextCooled(START)).contains(START.plus(COOL_DOWN));
  }

  @Test
  void aWithdrawnBlockIsNotLeasedUntilItIsReinstated() {
    primary("10.0.0.10/32");

    assertThat(pool.withdraw(PRIMARY, prefixes("10.0.0.10/32"), START)).isTrue();

    assertThat(pool.assign(pod("a"), START)).isEqualTo(new Assignment.NoneFree());
    pool.reinstate(PRIMARY, prefixes("10.0.0.10/32"));
    assertThat(granted("a").address()).isEqualTo(address("10.0.0.10"));
  }

  @Test
  void aBlockThatAPodUsesOrJustUsedIsNotWithdrawn() {
    primary("10.0.0.0/28");
    granted("a");

    assertThat(pool.withdraw(PRIMARY, prefixes("10.0.0.0/28"), START)).isFalse();
    pool.release(pod("a").key(), START);
    assertThat(pool.withdraw(PRIMARY, prefixes("10.0.0.0/28"), START.plusSeconds(29))).isFalse();
    assertThat(pool.withdraw(PRIMARY, prefixes("10.0.0.0/28"), START.plusSeconds(30))).isTrue();
  }

  @Test
  void whatEc2TakesAwayDoesNotEndALease() {
    primary();
    second("10.0.1.10/32");
    var lease = granted("a");

    pool.removeInterface(SECOND);

    assertThat(pool.lease(pod("a").key())).contains(lease);
    assertThat(pool.snapshot(START).strays()).containsExactly(lease);
  }

  @Test
  void aStrayLeaseFindsItsPlaceWhenItsBlockTurnsUp() {
    primary();
    var lease = new Lease(pod("a"), address("10.0.1.10"), SECOND, 1, START);
    assertThat(pool.restore(lease)).isEqualTo(new Restoration.Restored(true));

    second("10.0.1.10/32");

    assertThat(pool.snapshot(START).strays()).isEmpty();
    assertThat(pool.snapshot(START).assigned()).isEqualTo(1);
    assertThat(pool.assign(pod("b"), START)).isEqualTo(new Assignment.NoneFree());
  }

  @Test
  void aRestoredLeaseThatContradictsAnotherIsRefused() {
    primary("10.0.0.10/32");
    var held = granted("a");

    var other = new Lease(pod("b"), held.address(), PRIMARY, 0, START);

    assertThat(pool.restore(other)).isEqualTo(new Restoration.Conflict(held));
    assertThat(pool.leases()).containsExactly(held);
  }

  @Test
  void coolDownsSurviveARestartEvenBeforeTheirBlockIsKnown() {
    primary();
    pool.restoreCoolDown(address("10.0.0.10"), START.plusSeconds(10));

    pool.addBlocks(PRIMARY, prefixes("10.0.0.10/32"));

    assertThat(pool.assign(pod("a"), START.plusSeconds(9))).isEqualTo(new Assignment.NoneFree());
    assertThat(pool.coolDowns(START)).containsOnlyKeys(address("10.0.0.10"));
    assertThat(pool.coolDowns(START.plusSeconds(10))).isEmpty();
  }

  @Test
  void aBlockThatEc2GivesElsewhereTakesItsLeasesAndCoolDownsAlong() {
    primary("10.0.0.20/32", "10.0.0.21/32", "10.0.0.40/32");
    var first = granted("a");
    granted("b");
    pool.release(pod("b").key(), START);

    second("10.0.0.16/28");

    assertThat(pool.blocks(PRIMARY)).containsExactlyElementsOf(prefixes("10.0.0.40/32"));
    assertThat(pool.leases()).extracting(Lease::address).containsExactly(first.address());
    assertThat(pool.leases()).extracting(Lease::eni).containsExactly(SECOND);
    assertThat(pool.coolDowns(START)).containsOnlyKeys(address("10.0.0.21"));
  }

  @Test
  void aWithdrawnBlockThatEc2GivesElsewhereIsLeftAlone() {
    primary("10.0.0.20/32");
    pool.withdraw(PRIMARY, prefixes("10.0.0.20/32"), START);

    second("10.0.0.20/32");
    pool.reinstate(PRIMARY, prefixes("10.0.0.20/32"));

    assertThat(granted("a").eni()).isEqualTo(SECOND);
    assertThat(pool.blocks(PRIMARY)).isEmpty();
  }

  @Test
  void anAddressForAnotherPluginsInterfaceIsOfThePrimaryInterface() {
    second("10.0.0.20/32", "10.0.0.21/32");
    granted("fullest-is-the-second");
    var asked = Attachment.addressOnly(pod("b").key(), pod("b").pod());
    assertThat(pool.assign(asked, START)).isEqualTo(new Assignment.NoneFree());

    primary("10.0.0.10/32");

    assertThat(pool.assign(asked, START))
        .isInstanceOfSatisfying(
            Assignment.Granted.class,
            granted -> assertThat(granted.lease().address()).isEqualTo(address("10.0.0.10")));
  }

  private void primary(String... blocks) {
    pool.addInterface(new PooledInterface(PRIMARY, 0, SUBNET), prefixes(blocks));
  }

  private void second(String... blocks) {
    pool.addInterface(new PooledInterface(SECOND, 1, SUBNET), prefixes(blocks));
  }

  private Lease granted(String container) {
    return ((Assignment.Granted) pool.assign(pod(container), START)).lease();
  }

  private static Attachment pod(String container) {
    return new Attachment(
        new AttachmentKey("net", container, "eth0"),
        new PodName("default", container),
        "eni" + container);
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }

  private static List<Ipv4Prefix> prefixes(String... texts) {
    return List.of(texts).stream().map(Ipv4Prefix::parse).toList();
  }
}
