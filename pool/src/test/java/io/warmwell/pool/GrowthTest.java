package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.CreateInterface;
import java.util.List;
import org.junit.jupiter.api.Test;

/// On an m5.large: 3 interfaces with 9 slots each.
class GrowthTest {
  private static final InterfaceLimits M5_LARGE = new InterfaceLimits(3, 10);

  @Test
  void aNeedIsSpreadOverTheInterfacesInTheOrderOfTheirDevices() {
    var pool = node(Views.addresses(0, 0, 7, 0), Views.addresses(1, 0, 5, 0));

    assertThat(growth(pool, 110, need(5))).containsExactly(addresses(0, 2), addresses(1, 3));
  }

  @Test
  void whatTheInterfacesCannotTakeIsBornWithNewOnes() {
    var pool = node(Views.addresses(0, 0, 7, 0));

    assertThat(growth(pool, 110, need(13)))
        .containsExactly(
            addresses(0, 2),
            new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 9),
            new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 2));
  }

  @Test
  void maxPodsIsSharedByAllThatGrows() {
    var pool = node(Views.addresses(0, 0, 7, 0), Views.addresses(1, 0, 5, 0));

    assertThat(growth(pool, 15, need(20))).containsExactly(addresses(0, 2), addresses(1, 1));
    assertThat(growth(pool, 21, need(20)))
        .containsExactly(
            addresses(0, 2),
            addresses(1, 4),
            new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 3));
  }

  @Test
  void maxPodsIsRoundedUpToAWholePrefix() {
    var pool = node(Views.addresses(0, 0, 7, 0));
    var prefixes = new Need(BlockKind.PREFIX, 2, 2, false);

    assertThat(growth(pool, 8, prefixes))
        .containsExactly(new AddBlocks(eni(0), BlockKind.PREFIX, 1));
    assertThat(growth(pool, 7, prefixes)).isEmpty();
    assertThat(growth(pool, 5, prefixes)).isEmpty();
  }

  @Test
  void anInterfaceThatIsTouchedIsFilledUpWhenWholeOnesAreWanted() {
    var pool = node(Views.addresses(0, 0, 7, 0), Views.addresses(1, 0, 5, 0));

    assertThat(growth(pool, 110, new Need(BlockKind.ADDRESS, 3, 3, true)))
        .containsExactly(addresses(0, 2), addresses(1, 4));
  }

  @Test
  void onlyUrgentBlocksAreWorthANewInterface() {
    var pool = node(Views.addresses(0, 0, 9, 0));

    assertThat(growth(pool, 110, new Need(BlockKind.ADDRESS, 6, 4, false)))
        .containsExactly(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 4));
  }

  @Test
  void interfacesInSubnetsThatCannotGiveAreLeftAlone() {
    var elsewhere = new SubnetId("subnet-2");
    var second = new InterfaceView(new PooledInterface(eni(1), 1, elsewhere), List.of());
    var pool = node(Views.addresses(0, 0, 9, 0), second);

    assertThat(Growth.of(situation(pool, 110), need(2), elsewhere::equals))
        .containsExactly(addresses(1, 2));
    assertThat(Growth.of(situation(pool, 110), need(2), subnet -> !subnet.equals(elsewhere)))
        .containsExactly(new CreateInterface(Views.SUBNET, BlockKind.ADDRESS, 2));
  }

  @Test
  void noInterfaceIsBornWhereTheSubnetCannotGive() {
    var pool = node(Views.addresses(0, 0, 9, 0));

    assertThat(Growth.of(situation(pool, 110), need(2), _ -> false)).isEmpty();
  }

  private static List<Effect> growth(PoolSnapshot pool, int maxPods, Need need) {
    return Growth.of(situation(pool, maxPods), need, _ -> true);
  }

  private static Need need(int count) {
    return new Need(BlockKind.ADDRESS, count, count, false);
  }

  private static Situation situation(PoolSnapshot pool, int maxPods) {
    return new Situation(
        pool, new WarmTargets(0, 0, 0, 0), new Capacity(M5_LARGE, 0, maxPods), 0, List.of());
  }

  private static PoolSnapshot node(InterfaceView... interfaces) {
    return new PoolSnapshot(List.of(interfaces), List.of());
  }

  private static AddBlocks addresses(int device, int count) {
    return new AddBlocks(eni(device), BlockKind.ADDRESS, count);
  }

  private static EniId eni(int device) {
    return new EniId("eni-" + device);
  }
}
