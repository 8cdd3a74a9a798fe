package io.warmwell.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.BlockView;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.CreateInterface;
import io.warmwell.pool.Effect.DeleteInterface;
import io.warmwell.pool.Effect.ReleaseBlocks;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Plan;
import io.warmwell.pool.PoolSnapshot;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.Situation;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.WarmTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An m5.large in prefix mode: 9 prefixes on each of 3 interfaces, at most 110 pods.
class PrefixPlannerTest {
  private static final SubnetId SUBNET = new SubnetId("subnet-1");
  private static final Capacity M5_LARGE = new Capacity(new InterfaceLimits(3, 10), 0, 110);

  /// `used` lists the assigned addresses of each prefix that the primary interface has.
  @ParameterizedTest(name = "{0} warm prefixes, used {1}, {2} waiting: {3} more")
  @CsvSource({
    "1, '', 0, 1",
    "1, '0', 0, 0",
    "1, '1', 0, 1",
    "1, '16', 0, 1",
    "1, '8 8', 0, 0",
    "1, '16 0', 0, 0",
    "2, '1', 0, 2",
    "1, '0', 17, 2",
    "1, '0', 60, 4",
    "0, '', 0, 1",
    "0, '15', 0, 0",
    "0, '16', 0, 1",
    "0, '16', 33, 3",
  })
  void warmPrefixesAreKeptFree(int warm, String used, int claims, int more) {
    var plan = plan(node(primary(used)), new WarmTargets(1, 0, 0, warm), claims);

    assertThat(added(plan)).isEqualTo(more);
  }

  @ParameterizedTest(name = "warm {0}, minimum {1}, used {2}: {3} more")
  @CsvSource({
    "1, 0, '', 1",
    "5, 0, '12', 1",
    "4, 0, '12', 0",
    "0, 17, '', 2",
    "0, 16, '3', 0",
    "20, 0, '16', 2",
  })
  void addressTargetsAreRoundedUpToPrefixes(int warm, int minimum, String used, int more) {
    var plan = plan(node(primary(used)), new WarmTargets(1, warm, minimum, 1), 0);

    assertThat(added(plan)).isEqualTo(more);
  }

  @Test
  void growthStopsAtMaxPodsRoundedUpToAPrefix() {
    var plan = plan(node(primary("16 16 16 16 16 16")), new WarmTargets(1, 0, 0, 5), 0);

    assertThat(plan.growth()).containsExactly(new AddBlocks(eni(0), BlockKind.PREFIX, 1));
  }

  @Test
  void aFullInterfaceIsFollowedByANewOne() {
    var capacity = new Capacity(new InterfaceLimits(3, 3), 0, 110);
    var situation =
        new Situation(node(primary("16")), new WarmTargets(1, 0, 0, 1), capacity, 40, List.of());

    assertThat(new PrefixPlanner().plan(situation).growth())
        .containsExactly(
            new AddBlocks(eni(0), BlockKind.PREFIX, 1),
            new CreateInterface(SUBNET, BlockKind.PREFIX, 2),
            new CreateInterface(SUBNET, BlockKind.PREFIX, 1));
  }

  @ParameterizedTest(name = "warm prefixes {0}, warm {1}, minimum {2}, used {3}: {4} fewer")
  @CsvSource({
    "1, 0, 0, '3 0', 0",
    "1, 0, 0, '3 0 0 0', 2",
    "0, 0, 0, '3 0', 1",
    "0, 0, 0, '16 0', 0",
    "1, 0, 0, '1 1 1', 0",
    "1, 5, 0, '3 0 0', 2",
    "1, 14, 0, '3 0 0', 1",
    "1, 0, 33, '3 0 0', 0",
    "1, 0, 32, '3 0 0', 1",
  })
  void onlyWhollyIdlePrefixesBeyondTheTargetGoBack(
      int warmPrefixes, int warm, int minimum, String used, int fewer) {
    var plan = plan(node(primary(used)), new WarmTargets(1, warm, minimum, warmPrefixes), 0);

    assertThat(removed(plan)).isEqualTo(fewer);
  }

  @Test
  void aPrefixWithACoolingAddressStays() {
    var resting = new BlockView(Ipv4Prefix.parse("10.0.9.0/28"), 15, 0, 1, 0);
    var pool =
        new PoolSnapshot(
            List.of(new InterfaceView(facts(0), List.of(block(0, 0), resting))), List.of());

    assertThat(plan(pool, new WarmTargets(1, 0, 0, 0), 0).release())
        .containsExactly(new ReleaseBlocks(eni(0), List.of(block(0, 0).prefix())));
  }

  @Test
  void anIdleInterfaceGoesWhole() {
    var pool =
        node(primary("3 0"), new InterfaceView(facts(1), List.of(block(100, 0), block(101, 0))));

    assertThat(plan(pool, new WarmTargets(1, 0, 0, 1), 0).release())
        .containsExactly(
            new DeleteInterface(eni(1), List.of(block(100, 0).prefix(), block(101, 0).prefix())));
  }

  @Test
  void anExcludedInterfaceGivesBackSinglesThenPrefixesWhileOthersGrow() {
    var excluded = new PooledInterface(eni(1), 1, SUBNET, true);
    var single = new BlockView(Ipv4Prefix.parse("10.0.1.0/32"), 1, 0, 0, 0);
    var prefix = block(100, 0);
    var used = block(101, 1);

    assertThat(
            plan(
                node(primary(""), new InterfaceView(excluded, List.of(single, prefix, used))),
                new WarmTargets(1, 0, 0, 1),
                0))
        .isEqualTo(
            new Plan(
                List.of(new AddBlocks(eni(0), BlockKind.PREFIX, 1)),
                List.of(new ReleaseBlocks(eni(1), List.of(single.prefix())))));
    assertThat(
            plan(
                    node(primary("0"), new InterfaceView(excluded, List.of(prefix, used))),
                    new WarmTargets(1, 0, 0, 1),
                    0)
                .release())
        .containsExactly(new ReleaseBlocks(eni(1), List.of(prefix.prefix())));
  }

  /// `singles` lists how many single addresses the primary interface has: free, assigned.
  @ParameterizedTest(
      name = "fragmented, {0} warm prefixes, warm {1}, singles {2}, {3} waiting: {4}")
  @CsvSource({
    "1, 0, '0 0', 0, 1",
    "3, 0, '0 0', 0, 3",
    "0, 0, '0 0', 0, 1",
    "0, 0, '1 0', 0, 0",
    "1, 0, '0 2', 0, 1",
    "1, 0, '1 2', 0, 0",
    "1, 0, '0 2', 3, 4",
    "1, 5, '2 1', 0, 3",
    "1, 5, '0 1', 2, 7",
  })
  void whereNoPrefixCanBeHadSingleAddressesReplaceIt(
      int warmPrefixes, int warm, String singles, int claims, int more) {
    var situation =
        fragmented(node(singles(singles)), new WarmTargets(1, warm, 0, warmPrefixes), claims);

    assertThat(new PrefixPlanner().plan(situation).growth())
        .isEqualTo(more == 0 ? List.of() : List.of(new AddBlocks(eni(0), BlockKind.ADDRESS, more)));
  }

  @Test
  void singleAddressesGetAnInterfaceOfTheirOwnWhenNeeded() {
    var situation = fragmented(node(singles("0 9")), new WarmTargets(1, 0, 0, 1), 1);

    assertThat(new PrefixPlanner().plan(situation).growth())
        .containsExactly(new CreateInterface(SUBNET, BlockKind.ADDRESS, 2));
  }

  @Test
  void singleAddressesBeyondTheNeedGoEvenWhileNoPrefixCanBeHad() {
    var situation = fragmented(node(singles("3 1")), new WarmTargets(1, 0, 0, 1), 0);

    assertThat(removed(new PrefixPlanner().plan(situation))).isEqualTo(2);
  }

  @Test
  void aSubnetThatGivesPrefixesIsTriedBeforeSingleAddresses() {
    var second =
        new InterfaceView(
            new PooledInterface(eni(1), 1, new SubnetId("subnet-2")), List.of(block(100, 16)));
    var situation = fragmented(node(singles("0 2"), second), new WarmTargets(1, 0, 0, 1), 1);

    assertThat(new PrefixPlanner().plan(situation).growth())
        .containsExactly(new AddBlocks(eni(1), BlockKind.PREFIX, 2));
  }

  @Test
  void onceAPrefixCanBeHadItIsAskedFor() {
    assertThat(plan(node(singles("3 4")), new WarmTargets(1, 0, 0, 1), 0))
        .isEqualTo(new Plan(List.of(new AddBlocks(eni(0), BlockKind.PREFIX, 1)), List.of()));
  }

  @Test
  void idleSinglesMakeRoomForAPrefix() {
    var full = node(singles("9 0"), onDevice(1, singles("9 0")));

    assertThat(plan(full, new WarmTargets(1, 0, 0, 1), 0))
        .isEqualTo(
            new Plan(List.of(), List.of(new ReleaseBlocks(eni(1), List.of(lastOf(full, 1))))));
  }

  @Test
  void idleSinglesThatWillMakeRoomSpareAnInterface() {
    var full = node(singles("4 5"));

    assertThat(plan(full, new WarmTargets(1, 0, 0, 1), 0))
        .isEqualTo(
            new Plan(List.of(), List.of(new ReleaseBlocks(eni(0), List.of(lastOf(full, 0))))));
  }

  @Test
  void podsThatLackAnAddressAreWorthAnInterface() {
    var full = node(singles("0 9"));

    assertThat(plan(full, new WarmTargets(1, 0, 0, 1), 1).growth())
        .containsExactly(new CreateInterface(SUBNET, BlockKind.PREFIX, 2));
  }

  @Test
  void onceThePrefixesMeetTheTargetIdleSinglesGoAndUsedOnesStay() {
    var view = singles("2 3");
    var blocks = new ArrayList<>(view.blocks());
    blocks.add(block(40, 0));
    var plan = plan(node(new InterfaceView(facts(0), blocks)), new WarmTargets(1, 0, 0, 1), 0);

    assertThat(plan)
        .isEqualTo(
            new Plan(
                List.of(),
                List.of(
                    new ReleaseBlocks(
                        eni(0),
                        view.blocks().reversed().stream()
                            .filter(BlockView::isIdle)
                            .map(BlockView::prefix)
                            .toList()))));
  }

  @Test
  void itFillsSlotsWithPrefixes() {
    assertThat(new PrefixPlanner().kind()).isEqualTo(BlockKind.PREFIX);
  }

  @Test
  void singleAddressesThatDrainDoNotCountTowardsTheMinimum() {
    assertThat(plan(node(singles("3 4")), new WarmTargets(1, 0, 5, 1), 0).growth())
        .containsExactly(new AddBlocks(eni(0), BlockKind.PREFIX, 1));
  }

  @Test
  void scheduledPodsForWhomSinglesSufficeAreWorthNoInterface() {
    var full = node(singles("2 7"));
    var situation =
        new Situation(full, new WarmTargets(1, 0, 0, 1), M5_LARGE, 0, List.of(), 2, Set.of());

    assertThat(new PrefixPlanner().plan(situation).growth()).isEmpty();
  }

  @Test
  void anInterfaceThatIsToTakeThePrefixStaysWhenItsSingleAddressMakesRoom() {
    var oneSlotEach = new Capacity(new InterfaceLimits(2, 2), 0, 110);
    var pool = node(singles("0 1"), onDevice(1, singles("1 0")));
    var situation = new Situation(pool, new WarmTargets(1, 0, 0, 1), oneSlotEach, 0, List.of());

    assertThat(new PrefixPlanner().plan(situation))
        .isEqualTo(
            new Plan(List.of(), List.of(new ReleaseBlocks(eni(1), List.of(lastOf(pool, 1))))));
  }

  @Test
  void anInterfaceOfSingleAddressesBeyondTheNeedGoesWhileNoPrefixCanBeHad() {
    var pool = node(singles("1 3"), onDevice(1, singles("2 0")));
    var situation = fragmented(pool, new WarmTargets(1, 0, 0, 1), 0);

    assertThat(new PrefixPlanner().plan(situation).release())
        .containsExactly(new DeleteInterface(eni(1), pool.interfaces().getLast().prefixes()));
  }

  private static Situation fragmented(PoolSnapshot pool, WarmTargets targets, int claims) {
    return new Situation(pool, targets, M5_LARGE, claims, List.of(), 0, Set.of(SUBNET));
  }

  private static InterfaceView singles(String freeAndAssigned) {
    var counts = freeAndAssigned.split(" ", 2);
    var assigned = Integer.parseInt(counts[1]);
    var blocks = new ArrayList<BlockView>();
    for (var index = 0; index < assigned + Integer.parseInt(counts[0]); index++) {
      var address = Ipv4Address.parse("10.0.1.0").plus(index).toPrefix();
      blocks.add(
          index < assigned
              ? new BlockView(address, 0, 1, 0, 0)
              : new BlockView(address, 1, 0, 0, 0));
    }
    return new InterfaceView(facts(0), blocks);
  }

  private static InterfaceView onDevice(int device, InterfaceView view) {
    return new InterfaceView(facts(device), view.blocks());
  }

  private static Ipv4Prefix lastOf(PoolSnapshot pool, int device) {
    return pool.interfaces().get(device).blocks().getLast().prefix();
  }

  private static int added(Plan plan) {
    return plan.growth().stream()
        .mapToInt(effect -> effect instanceof AddBlocks(_, _, int count) ? count : 0)
        .sum();
  }

  private static int removed(Plan plan) {
    return plan.release().stream()
        .mapToInt(effect -> effect instanceof ReleaseBlocks(_, var blocks) ? blocks.size() : 0)
        .sum();
  }

  private static Plan plan(PoolSnapshot pool, WarmTargets targets, int claims) {
    var situation = new Situation(pool, targets, M5_LARGE, claims, List.<Effect>of());
    return new PrefixPlanner().plan(situation);
  }

  private static PoolSnapshot node(InterfaceView... interfaces) {
    return new PoolSnapshot(List.of(interfaces), List.of());
  }

  private static InterfaceView primary(String used) {
    var blocks = new ArrayList<BlockView>();
    for (var count : used.isEmpty() ? new String[0] : used.split(" ")) {
      blocks.add(block(blocks.size(), Integer.parseInt(count)));
    }
    return new InterfaceView(facts(0), blocks);
  }

  private static BlockView block(int index, int assigned) {
    var base = Ipv4Address.parse("10.0.0.0").plus(16L * index);
    return new BlockView(new Ipv4Prefix(base, 28), 16 - assigned, assigned, 0, 0);
  }

  private static PooledInterface facts(int device) {
    return new PooledInterface(eni(device), device, SUBNET);
  }

  private static EniId eni(int device) {
    return new EniId("eni-" + device);
  }
}
