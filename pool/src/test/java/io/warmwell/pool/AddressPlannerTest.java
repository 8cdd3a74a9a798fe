package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.CreateInterface;
import io.warmwell.pool.Effect.DeleteInterface;
import io.warmwell.pool.Effect.ReleaseBlocks;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// An m5.large: 3 interfaces with 9 secondary addresses each, at most 29 pods.
class AddressPlannerTest {
  private static final WarmTargets ONE_INTERFACE = new WarmTargets(1, 0, 0, 0);
  private static final Capacity M5_LARGE = new Capacity(new InterfaceLimits(3, 10), 0, 29);

  @Test
  void aNewNodeFillsItsPrimaryInterface() {
    assertThat(plan(node(iface(0, 0, 0, 0)), ONE_INTERFACE, 0).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 9));
  }

  @Test
  void theFirstPodBringsTheSecondInterface() {
    assertThat(plan(node(iface(0, 8, 1, 0)), ONE_INTERFACE, 0).growth())
        .containsExactly(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9));
  }

  @Test
  void manyWaitingPodsBringAllInterfacesAtOnce() {
    assertThat(plan(node(iface(0, 9, 0, 0)), ONE_INTERFACE, 20).growth())
        .containsExactly(
            new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9),
            new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9));
  }

  @Test
  void whatIsInFlightIsNotAskedForAgain() {
    var inFlight = List.<Effect>of(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9));

    assertThat(plan(node(iface(0, 8, 1, 0)), ONE_INTERFACE, 0, inFlight)).isEqualTo(Plan.NOTHING);
  }

  @Test
  void growthStopsAtMaxPods() {
    var capacity = new Capacity(new InterfaceLimits(3, 10), 0, 12);
    var situation = new Situation(node(iface(0, 0, 9, 0)), ONE_INTERFACE, capacity, 5, List.of());

    assertThat(new AddressPlanner().plan(situation).growth())
        .containsExactly(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 3));
  }

  @Test
  void growthStopsAtTheLimitsOfTheType() {
    var full = node(iface(0, 0, 9, 0), iface(1, 0, 9, 0), iface(2, 0, 9, 0));

    assertThat(plan(full, ONE_INTERFACE, 7)).isEqualTo(Plan.NOTHING);
  }

  @Test
  void onePlaceIsKeptUntilATrunkHasIt() {
    var limits = new InterfaceLimits(4, 10);
    var expected = new Capacity(limits, 1, 0, true, 29);

    assertThat(expected.interfacesMax()).isEqualTo(2);
    assertThat(expected.beside(2, 1).interfacesMax()).isEqualTo(2);
    assertThat(expected.beside(1, 1).interfacesMax()).isEqualTo(3);
    assertThat(new Capacity(limits, 1, 1, false, 29).interfacesMax()).isEqualTo(3);
    assertThat(new Capacity(new InterfaceLimits(1, 10), 0, 0, true, 29).interfacesMax()).isOne();
  }

  @Test
  void growthStopsBeforeThePlaceThatIsKeptForATrunk() {
    var capacity = new Capacity(new InterfaceLimits(3, 10), 0, 0, true, 29);
    var situation = new Situation(node(iface(0, 0, 9, 0)), ONE_INTERFACE, capacity, 20, List.of());

    assertThat(new AddressPlanner().plan(situation).growth())
        .containsExactly(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9));
  }

  @Test
  void anIdleInterfaceMakesRoomForATrunkThoughTheTargetMissesIt() {
    var capacity = new Capacity(new InterfaceLimits(2, 10), 0, 0, true, 29);
    var pool = node(iface(0, 0, 9, 0), iface(1, 9, 0, 0));
    var situation = new Situation(pool, ONE_INTERFACE, capacity, 0, List.of());

    assertThat(new AddressPlanner().plan(situation).release()).containsExactly(delete(pool, 1));
  }

  @Test
  void foreignInterfacesTakePlaces() {
    var capacity = new Capacity(new InterfaceLimits(3, 10), 2, 29);
    var situation = new Situation(node(iface(0, 0, 9, 0)), ONE_INTERFACE, capacity, 3, List.of());

    assertThat(new AddressPlanner().plan(situation)).isEqualTo(Plan.NOTHING);
  }

  @Test
  void exactTargetsAskForExactlyWhatIsMissing() {
    var targets = new WarmTargets(1, 2, 5, 0);

    assertThat(plan(node(iface(0, 0, 0, 0)), targets, 0).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 5));
    assertThat(plan(node(iface(0, 1, 7, 0)), targets, 0).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 1));
    assertThat(plan(node(iface(0, 0, 7, 0)), targets, 3).growth())
        .containsExactly(
            new AddBlocks(eni(0), BlockKind.ADDRESS, 2),
            new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 3));
  }

  @Test
  void coolingAddressesCountTowardsTheTotalButAreNotSpare() {
    assertThat(plan(node(iface(0, 0, 0, 4)), new WarmTargets(0, 2, 0, 0), 0).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 2));
    assertThat(plan(node(iface(0, 0, 0, 4)), new WarmTargets(0, 0, 4, 0), 0))
        .isEqualTo(Plan.NOTHING);
  }

  @Test
  void aMinimumAloneStillServesPodsBeyondIt() {
    assertThat(plan(node(iface(0, 0, 5, 0)), new WarmTargets(0, 0, 5, 0), 1).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 1));
  }

  @Test
  void withoutAnyTargetAddressesComeWhenNoneIsLeft() {
    var none = new WarmTargets(0, 0, 0, 0);

    assertThat(plan(node(iface(0, 1, 0, 0)), none, 0).growth()).isEmpty();
    assertThat(plan(node(iface(0, 0, 1, 0)), none, 1).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 8));
  }

  @Test
  void idleInterfacesGoOnceTheOthersKeepTheTarget() {
    var idle = node(iface(0, 9, 0, 0), iface(1, 9, 0, 0), iface(2, 9, 0, 0));

    assertThat(plan(idle, ONE_INTERFACE, 0).release())
        .containsExactly(delete(idle, 2), delete(idle, 1));
  }

  @Test
  void withoutATargetTheOnlyInterfaceWithFreeAddressesStays() {
    var none = new WarmTargets(0, 0, 0, 0);

    assertThat(plan(node(iface(0, 0, 9, 0), iface(1, 9, 0, 0)), none, 0)).isEqualTo(Plan.NOTHING);
  }

  @Test
  void anInterfaceThatAPodUsesOrJustUsedStays() {
    var busy = node(iface(0, 9, 0, 0), iface(1, 8, 1, 0), iface(2, 8, 0, 1));

    assertThat(plan(busy, ONE_INTERFACE, 0).release()).isEmpty();
  }

  @Test
  void exactTargetsGiveBackSingleAddressesOfTheEmptiestInterface() {
    var busy = node(iface(0, 2, 7, 0), iface(1, 5, 1, 0));

    assertThat(plan(busy, new WarmTargets(0, 4, 0, 0), 0).release())
        .containsExactly(
            new ReleaseBlocks(
                eni(1),
                busy.interfaces().get(1).blocks().reversed().stream()
                    .filter(BlockView::isIdle)
                    .limit(3)
                    .map(BlockView::prefix)
                    .toList()));
  }

  @Test
  void nothingIsReleasedWhileSomethingComesOrSomebodyWaits() {
    var idle = node(iface(0, 9, 0, 0), iface(1, 9, 0, 0), iface(2, 9, 0, 0));
    var coming = List.<Effect>of(new AddBlocks(eni(0), BlockKind.ADDRESS, 1));

    assertThat(plan(idle, ONE_INTERFACE, 0, coming).release()).isEmpty();
    assertThat(plan(idle, ONE_INTERFACE, 1).release()).isEmpty();
  }

  @Test
  void onlyOneReleaseRunsPerInterface() {
    var idle = node(iface(0, 9, 0, 0), iface(1, 9, 0, 0), iface(2, 9, 0, 0));
    var deleting = List.<Effect>of(delete(idle, 2));

    assertThat(plan(idle, ONE_INTERFACE, 0, deleting).release()).doesNotContain(delete(idle, 2));
  }

  @Test
  void prefixesOfAnotherModeCountForPodsAndAreWorthNoNewInterface() {
    var mixed = node(Views.withPrefix(iface(0, 0, 8, 0), 3));

    assertThat(plan(mixed, ONE_INTERFACE, 0)).isEqualTo(Plan.NOTHING);
  }

  @Test
  void singleAddressesTakeOverWhereThereIsRoom() {
    var mixed = node(Views.withPrefix(iface(0, 0, 0, 0), 3));

    assertThat(plan(mixed, new WarmTargets(0, 2, 0, 0), 0).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 2));
  }

  @Test
  void whatIsFreeInAPrefixOfAnotherModeDoesNotCountTowardsTheMinimum() {
    var mixed = node(Views.withPrefix(iface(0, 2, 0, 0), 0));

    assertThat(plan(mixed, new WarmTargets(0, 0, 5, 0), 0).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 3));
  }

  @Test
  void anIdlePrefixOfAnotherModeGoesOnceTheTargetsHoldWithoutIt() {
    var mixed = node(Views.withPrefix(iface(0, 2, 3, 0), 0));

    assertThat(plan(mixed, new WarmTargets(0, 2, 0, 0), 0).release())
        .containsExactly(releaseLast(mixed));
  }

  @Test
  void anIdlePrefixOfAnotherModeGoesToMakeRoom() {
    var mixed = node(Views.withPrefix(iface(0, 0, 8, 0), 0));

    assertThat(plan(mixed, new WarmTargets(0, 2, 0, 0), 0)).isEqualTo(releaseOnly(mixed));
  }

  @Test
  void scheduledPodsAreDemand() {
    var situation =
        new Situation(
            node(iface(0, 2, 0, 0)),
            new WarmTargets(0, 2, 0, 0),
            M5_LARGE,
            1,
            List.of(),
            3,
            Set.of());

    assertThat(new AddressPlanner().plan(situation).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 4));
  }

  @Test
  void scheduledPodsKeepWhatTheyWillNeed() {
    var spare = node(iface(0, 5, 0, 0));
    var situation =
        new Situation(spare, new WarmTargets(0, 1, 0, 0), M5_LARGE, 0, List.of(), 3, Set.of());

    assertThat(new AddressPlanner().plan(situation)).isEqualTo(releaseOnly(spare));
  }

  @Test
  void idleAddressesBeyondALoweredCapGo() {
    var capacity = new Capacity(new InterfaceLimits(3, 10), 0, 7);
    var spare = node(iface(0, 3, 5, 0));
    var situation = new Situation(spare, ONE_INTERFACE, capacity, 0, List.of());

    assertThat(new AddressPlanner().plan(situation)).isEqualTo(releaseOnly(spare));
  }

  @Test
  void anIdleInterfaceBeyondALoweredLimitGoesThoughTheTargetMissesIt() {
    var capacity = new Capacity(new InterfaceLimits(1, 10), 0, 29);
    var pool = node(iface(0, 0, 9, 0), iface(1, 9, 0, 0));
    var situation = new Situation(pool, ONE_INTERFACE, capacity, 0, List.of());

    assertThat(new AddressPlanner().plan(situation).release()).containsExactly(delete(pool, 1));
  }

  @Test
  void aBusyInterfaceBeyondALoweredLimitStays() {
    var capacity = new Capacity(new InterfaceLimits(1, 10), 0, 29);
    var pool = node(iface(0, 0, 9, 0), iface(1, 8, 1, 0));

    assertThat(
            new AddressPlanner().plan(new Situation(pool, ONE_INTERFACE, capacity, 0, List.of())))
        .isEqualTo(Plan.NOTHING);
  }

  @Test
  void anInterfaceThatGivesBlocksBackCanTakeOthersMeanwhile() {
    var pool = node(iface(0, 0, 3, 0));
    var releasing = List.<Effect>of(new ReleaseBlocks(eni(0), List.of()));

    assertThat(plan(pool, new WarmTargets(0, 1, 0, 0), 0, releasing).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.ADDRESS, 1));
  }

  @Test
  void anInterfaceOnItsWayOutTakesNothing() {
    var pool = node(iface(0, 0, 9, 0), iface(1, 1, 0, 0));
    var deleting = List.<Effect>of(delete(pool, 1));

    assertThat(plan(pool, new WarmTargets(0, 3, 0, 0), 0, deleting).growth())
        .containsExactly(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 2));
  }

  private static Plan releaseOnly(PoolSnapshot pool) {
    return new Plan(List.of(), List.of(releaseLast(pool)));
  }

  private static Effect releaseLast(PoolSnapshot pool) {
    var blocks = pool.interfaces().getFirst().blocks();
    return new ReleaseBlocks(eni(0), List.of(blocks.getLast().prefix()));
  }

  private static Plan plan(PoolSnapshot pool, WarmTargets targets, int claims) {
    return plan(pool, targets, claims, List.of());
  }

  private static Plan plan(
      PoolSnapshot pool, WarmTargets targets, int claims, List<Effect> inFlight) {
    return new AddressPlanner().plan(new Situation(pool, targets, M5_LARGE, claims, inFlight));
  }

  private static PoolSnapshot node(InterfaceView... interfaces) {
    return new PoolSnapshot(List.of(interfaces), List.of());
  }

  private static InterfaceView iface(int device, int free, int assigned, int cooling) {
    return Views.addresses(device, free, assigned, cooling);
  }

  private static DeleteInterface delete(PoolSnapshot pool, int device) {
    return new DeleteInterface(eni(device), pool.interfaces().get(device).prefixes());
  }

  private static EniId eni(int device) {
    return new EniId("eni-" + device);
  }
}
