package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.Effect.AddBlocks;
import io.warmwell.pool.Effect.CreateInterface;
import io.warmwell.pool.Effect.DeleteInterface;
import io.warmwell.pool.Effect.ReleaseBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arithmetic of warm targets with secondary addresses, as tables.
class AddressTargetsTest {
  private static final Capacity ONE_LARGE_INTERFACE =
      new Capacity(new InterfaceLimits(1, 50), 0, 110);
  private static final Capacity M5_LARGE = new Capacity(new InterfaceLimits(3, 10), 0, 110);

  /// `has` counts the primary interface's addresses: free, assigned, cooling. `demand` counts those
  /// on their way here, the attachments that wait, and the pods that are scheduled.
  @ParameterizedTest(name = "warm {0}, minimum {1}, has {2}, demand {3}: {4}")
  @CsvSource({
    // The warm target alone: what is claimed, scheduled or resting is not spare.
    "5, 0, 0 0 0, 0 0 0, 5",
    "5, 0, 5 0 0, 0 0 0, 0",
    "5, 0, 8 3 0, 0 0 0, -3",
    "5, 0, 3 10 0, 0 0 0, 2",
    "5, 0, 3 10 4, 0 0 0, 2",
    "5, 0, 3 10 0, 1 0 0, 1",
    "5, 0, 3 10 0, 2 0 0, 0",
    "5, 0, 5 0 0, 0 4 0, 4",
    "5, 0, 5 0 0, 0 0 4, 4",
    "5, 0, 5 0 0, 3 2 4, 3",
    "5, 0, 9 0 0, 0 0 4, 0",
    "5, 0, 10 0 0, 0 0 4, -1",
    // Nothing goes while something comes or somebody waits.
    "5, 0, 9 0 0, 1 0 0, 0",
    "5, 0, 9 0 0, 0 1 0, 0",
    // The minimum alone: a floor under the total, whatever it is used for.
    "0, 10, 0 0 0, 0 0 0, 10",
    "0, 10, 4 6 0, 0 0 0, 0",
    "0, 10, 4 3 3, 0 0 0, 0",
    "0, 10, 4 3 0, 0 0 0, 3",
    "0, 10, 4 3 0, 2 0 0, 1",
    "0, 10, 7 6 0, 0 0 0, -3",
    "0, 10, 0 10 0, 0 0 0, 0",
    "0, 10, 0 10 0, 0 2 0, 2",
    // Both: the larger want, the smaller surplus.
    "2, 10, 1 3 0, 0 0 0, 6",
    "2, 10, 1 12 0, 0 0 0, 1",
    "2, 10, 5 6 0, 0 0 0, -1",
    "2, 10, 5 12 0, 0 0 0, -3",
  })
  void addressTargetsAreMetExactly(int warm, int minimum, String has, String demand, int change) {
    var counts = numbers(has);
    var pool = node(Views.addresses(0, counts.get(0), counts.get(1), counts.get(2)));
    var targets = new WarmTargets(1, warm, minimum, 1);
    var quiet = new Situation(pool, targets, ONE_LARGE_INTERFACE, 0, List.of());
    var asked = numbers(demand);
    var coming = new AddBlocks(new EniId("eni-0"), BlockKind.ADDRESS, asked.getFirst());

    var plan = new AddressPlanner().plan(demanding(quiet, coming, asked));

    var expected = change == 0 ? "" : change > 0 ? "eni-0 +" + change : "eni-0 " + change;
    assertThat(described(plan)).isEqualTo(expected);
  }

  /// `has` counts each interface's addresses: free/assigned. `demand` is as above.
  @ParameterizedTest(name = "{0} warm interfaces, has {1}, demand {2}: {3}")
  @CsvSource({
    // No interface is kept warm: one free address is enough, and the last one stays.
    "0, 0/0, 0 0 0, 'eni-0 +9'",
    "0, 1/8, 0 0 0, ''",
    "0, 0/9, 0 0 0, 'new +9'",
    "0, 0/9, 0 8 0, 'new +9'",
    "0, 0/9, 0 9 0, 'new +9, new +9'",
    "0, 0/8, 0 1 0, 'eni-0 +1, new +9'",
    "0, 0/9, 9 8 0, ''",
    "0, 0/9, 9 9 0, 'new +9'",
    "0, 0/9 9/0, 0 0 0, ''",
    "0, 1/8 9/0, 0 0 0, 'eni-1 gone'",
    // One interface's worth is kept free, on whichever interfaces.
    "1, 0/0, 0 0 0, 'eni-0 +9'",
    "1, 9/0, 0 0 0, ''",
    "1, 8/1, 0 0 0, 'new +9'",
    "1, 8/1, 9 0 0, ''",
    "1, 9/0, 0 0 1, 'new +9'",
    "1, 5/4 4/5, 0 0 0, ''",
    "1, 4/4 4/5, 0 0 0, 'eni-0 +1'",
    "1, 3/3 3/6, 0 0 0, 'eni-0 +3'",
    "1, 0/9, 0 1 0, 'new +9, new +9'",
    "1, 9/0 9/0, 0 0 0, 'eni-1 gone'",
    "1, 8/1 9/0, 0 0 0, ''",
    "1, 9/0 9/0 9/0, 0 0 0, 'eni-2 gone, eni-1 gone'",
    "1, 9/0 8/1 9/0, 0 0 0, 'eni-2 gone'",
    // Two and three interfaces' worth.
    "2, 9/0, 0 0 0, 'new +9'",
    "2, 8/1, 0 0 0, 'new +9, new +9'",
    "2, 9/0 9/0 9/0, 0 0 0, 'eni-2 gone'",
    "3, 9/0, 0 0 0, 'new +9, new +9'",
    "3, 9/0 9/0 9/0, 0 0 0, ''",
  })
  void wholeInterfacesComeAndGo(int warm, String has, String demand, String expected) {
    var views = new ArrayList<InterfaceView>();
    for (var counts : has.split(" ", -1)) {
      var of = numbers(counts.replace('/', ' '));
      views.add(Views.addresses(views.size(), of.getFirst(), of.getLast(), 0));
    }
    var pool = new PoolSnapshot(views, List.of());
    var quiet = new Situation(pool, new WarmTargets(warm, 0, 0, 1), M5_LARGE, 0, List.of());
    var asked = numbers(demand);
    var coming = new CreateInterface(new SubnetId("subnet-1"), BlockKind.ADDRESS, asked.getFirst());

    var plan = new AddressPlanner().plan(demanding(quiet, coming, asked));

    assertThat(described(plan)).isEqualTo(expected);
  }

  private static Situation demanding(Situation quiet, Effect coming, List<Integer> demand) {
    return new Situation(
        quiet.pool(),
        quiet.targets(),
        quiet.capacity(),
        demand.get(1),
        demand.getFirst() > 0 ? List.of(coming) : List.of(),
        demand.get(2),
        Set.of());
  }

  private static String described(Plan plan) {
    return Stream.concat(plan.growth().stream(), plan.release().stream())
        .map(AddressTargetsTest::described)
        .collect(Collectors.joining(", "));
  }

  private static String described(Effect effect) {
    if (effect instanceof AddBlocks(var eni, _, var count)) {
      return eni + " +" + count;
    }
    if (effect instanceof CreateInterface(_, _, var count)) {
      return "new +" + count;
    }
    if (effect instanceof ReleaseBlocks(var eni, var blocks)) {
      return eni + " -" + blocks.size();
    }
    return effect instanceof DeleteInterface(var eni, _) ? eni + " gone" : effect.toString();
  }

  private static List<Integer> numbers(String text) {
    return Stream.of(text.split(" ")).map(Integer::valueOf).toList();
  }

  private static PoolSnapshot node(InterfaceView view) {
    return new PoolSnapshot(List.of(view), List.of());
  }
}
