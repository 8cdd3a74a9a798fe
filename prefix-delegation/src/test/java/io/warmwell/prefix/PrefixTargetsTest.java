package io.warmwell.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.BlockView;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.ReleaseBlocks;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.PoolSnapshot;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.Situation;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.WarmTargets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arithmetic of warm targets with prefixes, as tables: an interface with 14 slots.
///
/// `has` lists the prefixes by the addresses that pods hold and, after a plus, those that rest.
/// `demand` counts the prefixes on their way here, the attachments that wait, and the pods that are
/// scheduled. `change` counts prefixes.
class PrefixTargetsTest {
  private static final EniId PRIMARY = new EniId("eni-0");

  @ParameterizedTest(name = "{0} warm prefixes, has {1}, demand {2}: {3}")
  @CsvSource({
    // No prefix is kept warm: one comes when no address is left, and the last free address stays.
    "0, '', 0 0 0, 1",
    "0, '15', 0 0 0, 0",
    "0, '16', 0 0 0, 1",
    "0, '15+1', 0 0 0, 1",
    "0, '16', 1 0 0, 0",
    "0, '16', 0 31 0, 2",
    "0, '16', 0 32 0, 3",
    "0, '0', 0 0 0, 0",
    "0, '0 0', 0 0 0, -1",
    "0, '15 0', 0 0 0, -1",
    "0, '16 0', 0 0 0, 0",
    // A prefix's worth of addresses is kept free, on whichever prefixes.
    "1, '', 0 0 0, 1",
    "1, '0', 0 0 0, 0",
    "1, '1', 0 0 0, 1",
    "1, '0+1', 0 0 0, 1",
    "1, '1', 1 0 0, 0",
    "1, '8 8', 0 0 0, 0",
    "1, '0', 0 1 0, 1",
    "1, '0', 0 0 16, 1",
    "1, '0', 0 0 17, 2",
    "1, '0', 1 9 8, 1",
    // Only what is wholly idle goes, and not what those who are coming will need.
    "1, '0 0', 0 0 0, -1",
    "1, '0 1', 0 0 0, 0",
    "1, '0 0 0+1', 0 0 0, -1",
    "1, '0 0 0', 0 0 16, -1",
    "1, '0 0 0', 0 0 17, 0",
    "1, '0 0', 1 0 0, 0",
    "1, '0 0', 0 1 0, 0",
    // Several prefixes' worth.
    "2, '0', 0 0 0, 1",
    "2, '1', 0 0 0, 2",
    "2, '0', 1 0 0, 0",
    "3, '0 0', 0 0 20, 3",
    "3, '0 0', 0 33 0, 4",
  })
  void warmPrefixesAreKeptFree(int warmPrefixes, String has, String demand, int change) {
    assertThat(change(new WarmTargets(1, 0, 0, warmPrefixes), has, demand)).isEqualTo(change);
  }

  @ParameterizedTest(name = "warm {0}, minimum {1}, has {2}, demand {3}: {4}")
  @CsvSource({
    // The warm target alone.
    "5, 0, '', 0 0 0, 1",
    "5, 0, '11', 0 0 0, 0",
    "5, 0, '12', 0 0 0, 1",
    "5, 0, '8+4', 0 0 0, 1",
    "5, 0, '12', 1 0 0, 0",
    "5, 0, '11', 0 1 0, 1",
    "5, 0, '11', 0 0 1, 1",
    "5, 0, '11', 0 0 17, 2",
    "17, 0, '', 0 0 0, 2",
    "5, 0, '0 0', 0 0 0, -1",
    "5, 0, '0 11', 0 0 0, -1",
    "5, 0, '0 12', 0 0 0, 0",
    // The minimum alone: a floor under the total.
    "0, 17, '', 0 0 0, 2",
    "0, 16, '5', 0 0 0, 0",
    "0, 17, '5', 1 0 0, 0",
    "0, 16, '5 0', 0 0 0, -1",
    "0, 17, '5 0', 0 0 0, 0",
    "0, 16, '16', 0 1 0, 1",
    // Both: the larger want, the smaller surplus.
    "2, 33, '0 0', 0 0 0, 1",
    "20, 16, '0', 0 0 0, 1",
    "2, 16, '15 0 0', 0 0 0, -1",
    "2, 32, '1 0 0', 0 0 0, -1",
    "2, 33, '1 0 0', 0 0 0, 0",
  })
  void addressTargetsAreRoundedUpToWholePrefixes(
      int warm, int minimum, String has, String demand, int change) {
    assertThat(change(new WarmTargets(1, warm, minimum, 1), has, demand)).isEqualTo(change);
  }

  private static int change(WarmTargets targets, String has, String demand) {
    var counts = Stream.of(demand.split(" ")).map(Integer::valueOf).toList();
    var coming = new AddBlocks(PRIMARY, BlockKind.PREFIX, counts.getFirst());
    var plan =
        new PrefixPlanner()
            .plan(
                new Situation(
                    pool(has),
                    targets,
                    new Capacity(new InterfaceLimits(3, 15), 0, 234),
                    counts.get(1),
                    coming.count() > 0 ? List.of(coming) : List.of(),
                    counts.get(2),
                    Set.of()));
    var more = plan.growth().stream().mapToInt(effect -> ((AddBlocks) effect).count()).sum();
    var fewer =
        plan.release().stream().mapToInt(effect -> ((ReleaseBlocks) effect).blocks().size()).sum();
    return more - fewer;
  }

  private static PoolSnapshot pool(String has) {
    var blocks = new ArrayList<BlockView>();
    for (var prefix : has.isEmpty() ? new String[0] : has.split(" ")) {
      var used = Stream.of((prefix + "+0").split("\\+")).map(Integer::valueOf).toList();
      var base = Ipv4Address.parse("10.0.0.0").plus(16L * blocks.size());
      var free = 16 - used.getFirst() - used.get(1);
      blocks.add(new BlockView(new Ipv4Prefix(base, 28), free, used.getFirst(), used.get(1), 0));
    }
    var primary = new PooledInterface(PRIMARY, 0, new SubnetId("subnet-1"));
    return new PoolSnapshot(List.of(new InterfaceView(primary, blocks)), List.of());
  }
}
