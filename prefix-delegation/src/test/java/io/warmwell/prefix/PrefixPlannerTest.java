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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An m5.large in prefix mode: 9 prefixes on each of 3 interfaces, at most 110 pods.
class PrefixPlannerTest {
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
            new CreateInterface(BlockKind.PREFIX, 2),
            new CreateInterface(BlockKind.PREFIX, 1));
  }

  @ParameterizedTest(name = "warm prefixes {0}, warm {1}, minimum {2}, used {3}: {4} fewer")
  @CsvSource({
    "1, 0, 0, '3 0', 0",
    "1, 0, 0, '3 0 0 0', 2",
    "0, 0, 0, '3 0', 1",
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
    return new PooledInterface(eni(device), device, new SubnetId("subnet-1"));
  }

  private static EniId eni(int device) {
    return new EniId("eni-" + device);
  }
}
