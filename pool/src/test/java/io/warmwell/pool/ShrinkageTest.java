package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Effect.DeleteInterface;
import io.warmwell.pool.Effect.ReleaseBlocks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// On an instance type with 4 interfaces. The addresses of `eni-N` are 10.0.N.10 and on, its prefix
/// is 10.0.N.128 or above.
class ShrinkageTest {
  private static final int INTERFACES_MAX = 4;

  @Test
  void anIdleInterfaceThatFitsExactlyGoesWhole() {
    var pool = node(Views.addresses(0, 1, 1, 0), Views.addresses(1, 2, 0, 0));

    assertThat(released(pool, addresses(2, 0)))
        .containsExactly(new DeleteInterface(eni(1), blocks("10.0.1.10/32", "10.0.1.11/32")));
    assertThat(released(pool, addresses(1, 0))).isEmpty();
  }

  @Test
  void anIdleInterfaceWithoutAddressesGoesUnlessAllAreKept() {
    var pool = node(Views.addresses(0, 1, 1, 0), Views.addresses(1, 0, 0, 0));

    assertThat(released(pool, addresses(0, 0)))
        .containsExactly(new DeleteInterface(eni(1), List.of()));
    assertThat(released(pool, addresses(-1, 0))).isEmpty();
  }

  @Test
  void aFullSetOfInterfacesIsNotTooMany() {
    var pool = idle(INTERFACES_MAX);

    assertThat(released(pool, addresses(0, 0))).isEmpty();
  }

  @Test
  void interfacesBeyondTheLimitGoWhateverTheSurplusAndThoseThatLeaveAreCounted() {
    var pool = idle(INTERFACES_MAX + 2);
    var leaving = List.<Effect>of(new DeleteInterface(eni(INTERFACES_MAX + 1), List.of()));

    assertThat(Shrinkage.of(situation(pool, List.of()), addresses(0, 0)))
        .extracting(effect -> ((DeleteInterface) effect).eni())
        .containsExactly(eni(INTERFACES_MAX + 1), eni(INTERFACES_MAX));
    assertThat(Shrinkage.of(situation(pool, leaving), addresses(0, 0)))
        .extracting(effect -> ((DeleteInterface) effect).eni())
        .containsExactly(eni(INTERFACES_MAX));
  }

  @Test
  void thePrimaryInterfaceStaysHoweverIdle() {
    assertThat(released(idle(1), addresses(9, 0))).isEmpty();
  }

  @Test
  void theEmptiestInterfaceGivesBlocksFirst() {
    var pool =
        node(Views.addresses(0, 2, 3, 0), Views.addresses(1, 2, 1, 0), Views.addresses(2, 2, 2, 0));

    assertThat(released(pool, addresses(3, 3)))
        .containsExactly(
            new ReleaseBlocks(eni(1), blocks("10.0.1.12/32", "10.0.1.11/32")),
            new ReleaseBlocks(eni(2), blocks("10.0.2.13/32")));
  }

  @Test
  void whatGoesWithAnInterfaceIsNotGivenBackOnceMore() {
    var pool = node(Views.addresses(0, 5, 1, 0), Views.addresses(1, 2, 0, 0));

    assertThat(released(pool, addresses(3, 3)))
        .containsExactly(
            new DeleteInterface(eni(1), blocks("10.0.1.10/32", "10.0.1.11/32")),
            new ReleaseBlocks(eni(0), blocks("10.0.0.15/32")));
    assertThat(released(pool, addresses(2, 2)))
        .containsExactly(new DeleteInterface(eni(1), blocks("10.0.1.10/32", "10.0.1.11/32")));
  }

  @Test
  void whatGoesBlockByBlockNoLongerMovesAWholeInterface() {
    var pool =
        node(Views.addresses(0, 1, 1, 0), Views.addresses(1, 2, 0, 0), Views.addresses(2, 4, 0, 0));

    assertThat(released(pool, addresses(3, 3)))
        .containsExactly(
            new ReleaseBlocks(eni(2), blocks("10.0.2.13/32", "10.0.2.12/32", "10.0.2.11/32")));
  }

  @Test
  void blocksOfTheOtherKindGoByTheirOwnBudget() {
    var pool =
        node(
            Views.withPrefix(Views.addresses(0, 0, 1, 0), 0),
            Views.withPrefix(Views.addresses(1, 0, 1, 0), 0));

    assertThat(released(pool, others(15))).isEmpty();
    assertThat(released(pool, others(16)))
        .containsExactly(new ReleaseBlocks(eni(1), blocks("10.0.1.144/28")));
    assertThat(released(pool, others(32))).hasSize(2);
  }

  @Test
  void anIdleInterfaceTakesItsBlocksOfTheOtherKindAlongIfTheyCanBeSpared() {
    var pool =
        node(
            Views.addresses(0, 0, 1, 0),
            Views.withPrefix(Views.addresses(1, 0, 0, 0), 0),
            Views.withPrefix(Views.addresses(2, 0, 0, 0), 0));

    assertThat(released(pool, others(15))).isEmpty();
    assertThat(released(pool, others(31)))
        .containsExactly(new DeleteInterface(eni(2), blocks("10.0.2.128/28")));
  }

  @Test
  void oneCallGivesBackOneKindAndTheOtherKindGoesFirst() {
    var pool = node(Views.withPrefix(Views.addresses(0, 3, 1, 0), 0));

    assertThat(released(pool, new Surplus(BlockKind.ADDRESS, 3, 3, 16)))
        .containsExactly(new ReleaseBlocks(eni(0), blocks("10.0.0.192/28")));
  }

  @Test
  void anInterfaceThatShrinksAlreadyIsLeftAlone() {
    var pool = node(Views.addresses(0, 5, 1, 0), Views.addresses(1, 5, 1, 0));
    var releasing = List.<Effect>of(new ReleaseBlocks(eni(1), blocks("10.0.1.10/32")));

    assertThat(Shrinkage.of(situation(pool, releasing), addresses(1, 1)))
        .containsExactly(new ReleaseBlocks(eni(0), blocks("10.0.0.15/32")));
  }

  private static List<Effect> released(PoolSnapshot pool, Surplus surplus) {
    return Shrinkage.of(situation(pool, List.of()), surplus);
  }

  private static Surplus addresses(int whole, int blocks) {
    return new Surplus(BlockKind.ADDRESS, whole, blocks, 0);
  }

  private static Surplus others(int others) {
    return new Surplus(BlockKind.ADDRESS, 0, 0, others);
  }

  private static Situation situation(PoolSnapshot pool, List<Effect> inFlight) {
    var capacity = new Capacity(new InterfaceLimits(INTERFACES_MAX, 10), 0, 110);
    return new Situation(pool, new WarmTargets(0, 0, 0, 0), capacity, 0, inFlight);
  }

  private static PoolSnapshot idle(int interfaces) {
    var views = new ArrayList<InterfaceView>();
    for (var device = 0; device < interfaces; device++) {
      views.add(Views.addresses(device, 9, 0, 0));
    }
    return new PoolSnapshot(views, List.of());
  }

  private static PoolSnapshot node(InterfaceView... interfaces) {
    return new PoolSnapshot(List.of(interfaces), List.of());
  }

  private static EniId eni(int device) {
    return new EniId("eni-" + device);
  }

  private static List<Ipv4Prefix> blocks(String... texts) {
    return List.of(texts).stream().map(Ipv4Prefix::parse).toList();
  }
}
