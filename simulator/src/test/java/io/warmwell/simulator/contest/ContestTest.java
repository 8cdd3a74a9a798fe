package io.warmwell.simulator.contest;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.contest.Contest.Entry;
import io.warmwell.simulator.contest.Contestant.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/// Everything here is virtual time: the machine's speed plays no part.
class ContestTest {
  /// Three looks where one would do, one assignment that is under way when the pods come, and looks
  /// at an attachment between which time passes.
  private static final double TIMES_EC2_ALONE_MAX = 3;

  private static final int RUNS = 5;

  private final Contest contest = new Contest(1, RUNS, Duration.ofMillis(200));

  @TestFactory
  Stream<DynamicTest> growthIsLimitedByEc2() {
    return Scenarios.growth().stream()
        .map(scenario -> DynamicTest.dynamicTest(scenario.name(), growsAsEc2Allows(scenario)));
  }

  private Executable growsAsEc2Allows(Scenario scenario) {
    return () -> {
      var warmwell = run(scenario, Kind.WARMWELL);
      var incumbent = run(scenario, Kind.INCUMBENT);
      var bound = run(scenario, Kind.EC2_ALONE);

      assertThat(warmwell.pending()).isZero();
      assertThat(warmwell.refused()).isZero();
      assertThat(warmwell.allRunning().toMillis())
          .isLessThan((long) (TIMES_EC2_ALONE_MAX * bound.allRunning().toMillis()));
      assertThat(incumbent.allRunning()).isGreaterThan(warmwell.allRunning().multipliedBy(3));
      assertThat(incumbent.refused()).isPositive();
      assertThat(changes(warmwell)).isLessThanOrEqualTo(changes(incumbent));
    };
  }

  @Test
  void aHundredAndTenPodsNeedThreeAssignments() {
    var warmwell = run(Scenarios.growth().getFirst(), Kind.WARMWELL);

    assertThat(warmwell.callsByAction()).containsEntry("AssignPrivateIpAddresses", 3.0);
  }

  @Test
  void theSameSeedGivesTheSameFigures() {
    var entry = contest.growth().getFirst();

    assertThat(contest.run(entry)).isEqualTo(contest.run(entry));
  }

  @Test
  void fewerAddressesAreIdleOverADayThoughPodsWaitNoLonger() {
    var day = contest.day(false);
    var ours = contest.run(entry(day, Kind.WARMWELL, 4));
    var theirs = contest.run(entry(day, Kind.INCUMBENT, 24));

    assertThat(ours.pending()).isZero();
    assertThat(ours.waits().percentile(99)).isLessThanOrEqualTo(theirs.waits().percentile(99));
    assertThat(ours.idle().mean()).isLessThan(theirs.idle().mean() / 2);
  }

  /// Calls that take from the smaller of the account's budgets.
  private static double changes(Results results) {
    return results.callsByAction().entrySet().stream()
        .filter(calls -> !calls.getKey().startsWith("Describe"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private Results run(Scenario scenario, Kind kind) {
    return contest.run(new Entry(scenario, Contestant.of(kind), RUNS));
  }

  private static Entry entry(Iterable<Entry> entries, Kind kind, int warmAddresses) {
    for (var entry : entries) {
      var contestant = entry.contestant();
      if (contestant.kind() == kind && contestant.targets().warmAddresses() == warmAddresses) {
        return entry;
      }
    }
    throw new AssertionError("no such entry: " + kind + " " + warmAddresses);
  }
}
