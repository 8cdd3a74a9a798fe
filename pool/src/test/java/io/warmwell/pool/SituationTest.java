package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.CreateInterface;
import io.warmwell.pool.Effect.DeleteInterface;
import io.warmwell.pool.Effect.ReleaseBlocks;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// An m5.large whose primary interface has 2 free and 3 assigned addresses and an idle prefix.
class SituationTest {
  private static final EniId PRIMARY = new EniId("eni-0");
  private static final EniId SECOND = new EniId("eni-1");
  private static final InterfaceView VIEW = Views.withPrefix(Views.addresses(0, 2, 3, 0), 0);

  private final Situation quiet = with(0);

  @Test
  void whatComesCountsInAddresses() {
    var busy =
        with(
            0,
            new AddBlocks(PRIMARY, BlockKind.ADDRESS, 2),
            new AddBlocks(SECOND, BlockKind.PREFIX, 1),
            new CreateInterface(Views.SUBNET, BlockKind.PREFIX, 2));

    assertThat(busy.coming()).isEqualTo(2 + 16 + 32);
    assertThat(busy.total()).isEqualTo(quiet.total() + busy.coming());
    assertThat(busy.spare()).isEqualTo(quiet.spare() + busy.coming());
    assertThat(busy.headroom()).isEqualTo(quiet.headroom() - busy.coming());
  }

  @Test
  void whatGoesIsNoLongerInThePoolsCountsAndNotTakenOffTwice() {
    var shrinking =
        with(0, new ReleaseBlocks(PRIMARY, List.of()), new DeleteInterface(SECOND, List.of()));

    assertThat(shrinking.coming()).isZero();
    assertThat(shrinking.total()).isEqualTo(2 + 3 + 16);
    assertThat(shrinking.room(VIEW)).isEqualTo(quiet.room(VIEW));
  }

  @Test
  void thoseWhoWaitAndThoseWhoWillComeHaveAClaimOnWhatIsFree() {
    var situation =
        new Situation(quiet.pool(), quiet.targets(), quiet.capacity(), 4, List.of(), 5, Set.of());

    assertThat(situation.spare()).isEqualTo(2 + 16 - 4 - 5);
  }

  @Test
  void whatIsSpareInTheOtherKindIsCountedHereAndOnItsWay() {
    var busy =
        with(
            0,
            new AddBlocks(PRIMARY, BlockKind.ADDRESS, 3),
            new CreateInterface(Views.SUBNET, BlockKind.PREFIX, 2));

    assertThat(busy.spareOutside(BlockKind.ADDRESS)).isEqualTo(16 + 32);
    assertThat(busy.spareOutside(BlockKind.PREFIX)).isEqualTo(2 + 3);
  }

  @Test
  void idlePrefixesAreCountedHereAndOnTheirWay() {
    var busy =
        with(
            0,
            new AddBlocks(PRIMARY, BlockKind.PREFIX, 1),
            new CreateInterface(Views.SUBNET, BlockKind.PREFIX, 2),
            new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9));

    assertThat(busy.idlePrefixes()).isEqualTo(1 + 1 + 2);
    assertThat(busy.idleHere(BlockKind.PREFIX)).isEqualTo(1);
    assertThat(busy.idleHere(BlockKind.ADDRESS)).isEqualTo(2);
  }

  @Test
  void aPrefixThatAPodUsesIsNotIdle() {
    var used = Views.withPrefix(Views.addresses(0, 0, 0, 0), 1);

    assertThat(situation(used, 0).idlePrefixes()).isZero();
  }

  @Test
  void aBlockOnItsWayTakesASlotOfItsInterfaceAlone() {
    var busy = with(0, new AddBlocks(PRIMARY, BlockKind.PREFIX, 2));

    assertThat(quiet.room(VIEW)).isEqualTo(9 - 6);
    assertThat(busy.room(VIEW)).isEqualTo(9 - 6 - 2);
    assertThat(busy.room(Views.addresses(1, 4, 0, 0))).isEqualTo(9 - 4);
  }

  @Test
  void aPlaceIsTakenWhileAnInterfaceComesAndUntilItIsGone() {
    assertThat(quiet.interfaceRoom()).isEqualTo(2);
    assertThat(with(0, new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 1)).interfaceRoom())
        .isEqualTo(1);
    assertThat(with(0, new DeleteInterface(PRIMARY, List.of())).interfaceRoom()).isEqualTo(2);
  }

  @Test
  void foreignInterfacesTakePlacesButTheFirstIsAlwaysOurs() {
    assertThat(with(1).interfaceRoom()).isEqualTo(1);
    assertThat(with(3).interfaceRoom()).isZero();
    assertThat(with(3).interfaceExcess()).isZero();
  }

  @Test
  void anInterfaceIsBusyWhileAnythingActsOnIt() {
    var releasing = with(0, new ReleaseBlocks(PRIMARY, List.of()));
    var leaving = with(0, new DeleteInterface(PRIMARY, List.of()));
    var growing = with(0, new AddBlocks(PRIMARY, BlockKind.ADDRESS, 1));

    assertThat(releasing.isBusy(PRIMARY)).isTrue();
    assertThat(releasing.isLeaving(PRIMARY)).isFalse();
    assertThat(releasing.isBusy(SECOND)).isFalse();
    assertThat(leaving.isBusy(PRIMARY)).isTrue();
    assertThat(leaving.isLeaving(PRIMARY)).isTrue();
    assertThat(leaving.isLeaving(SECOND)).isFalse();
    assertThat(growing.isBusy(PRIMARY)).isTrue();
    assertThat(growing.isLeaving(PRIMARY)).isFalse();
  }

  @Test
  void effectsThatStartJoinThoseInFlight() {
    var first = new AddBlocks(PRIMARY, BlockKind.ADDRESS, 1);
    var second = new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9);

    assertThat(with(0, first).after(List.of(second))).isEqualTo(with(0, first, second));
  }

  @Test
  void aSubnetThatHasRefusedAPrefixIsNotAskedForOne() {
    var refusing = new SubnetId("subnet-1");
    var situation =
        new Situation(
            quiet.pool(), quiet.targets(), quiet.capacity(), 0, List.of(), 0, Set.of(refusing));

    assertThat(situation.givesPrefixes(refusing)).isFalse();
    assertThat(situation.givesPrefixes(new SubnetId("subnet-2"))).isTrue();
  }

  private static Situation with(int foreign, Effect... inFlight) {
    return situation(VIEW, foreign, inFlight);
  }

  private static Situation situation(InterfaceView view, int foreign, Effect... inFlight) {
    return new Situation(
        new PoolSnapshot(List.of(view), List.of()),
        new WarmTargets(1, 0, 0, 0),
        new Capacity(new InterfaceLimits(3, 10), foreign, 29),
        0,
        List.of(inFlight));
  }
}
