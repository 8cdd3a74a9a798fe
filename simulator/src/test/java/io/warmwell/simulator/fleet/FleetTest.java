package io.warmwell.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.contest.Contestant.Kind;
import io.warmwell.simulator.fleet.FleetOutcome.Moment;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Everything here is virtual time: the machine's speed plays no part.
class FleetTest {
  private static final long SEED = 1;

  @Test
  void nodesThatJoinAtOnceNeedLittleMoreTimeThanTheBucketsLeaveThem() {
    var scenario = FleetScenarios.joining(150, 30, true);

    var ours = Fleet.run(scenario, Kind.WARMWELL, SEED);

    var bound = FleetBound.of(scenario);
    assertThat(bound.time()).isEqualTo(Duration.ofSeconds(20));
    assertThat(ours.waits()).hasSize(150 * 30);
    assertThat(ours.pending()).isZero();
    assertThat(ours.lastRunning()).isBetween(bound.time(), bound.time().multipliedBy(3));
  }

  @Test
  void aStormOfThrottlingLeavesRunningNodesNoMoreToDoThanItMust() {
    var scenario = FleetScenarios.storm(60, 30);

    var ours = Fleet.run(scenario, Kind.WARMWELL, SEED);
    var theirs = Fleet.run(scenario, Kind.INCUMBENT, SEED);

    assertThat(ours.pending()).isZero();
    assertThat(ours.throttledCount()).isLessThan(theirs.throttledCount() / 5);
    assertThat(ours.callCount()).isLessThanOrEqualTo(theirs.callCount() + 60 * 6);
  }

  @Test
  void nodesThatAreReplacedLeaveNoAddressBehind() {
    var scenario = FleetScenarios.replacement(20, 30, Duration.ofMinutes(2));

    var ours = Fleet.run(scenario, Kind.WARMWELL, SEED);

    assertThat(ours.waits()).hasSize(20 * 30);
    assertThat(ours.pending()).isZero();
    // 20 nodes of 48 addresses each.
    assertThat(ours.idleAtEnd()).isEqualTo(20 * (48 - 30));
  }

  @Test
  void theSameSeedGivesTheSameFigures() {
    var scenario = FleetScenarios.joining(20, 30, false);

    assertThat(Fleet.run(scenario, Kind.WARMWELL, SEED))
        .isEqualTo(Fleet.run(scenario, Kind.WARMWELL, SEED));
  }

  @Test
  void theBoundCountsTheCallsThatNoNodeCanDoWithout() {
    // Of m5.xlarge: 14 addresses beside the primary one on each of 4 ENIs.
    assertThat(FleetBound.of(FleetScenarios.joining(100, 30, false)).calls())
        .isEqualTo(
            Map.of(
                "DescribeNetworkInterfaces", 100L,
                "AssignPrivateIpAddresses", 100L,
                "CreateNetworkInterface", 200L,
                "AttachNetworkInterface", 200L,
                "ModifyNetworkInterfaceAttribute", 200L));
  }

  @Test
  void momentsTellHowManyWait() {
    var ours = Fleet.run(FleetScenarios.joining(20, 30, true), Kind.WARMWELL, SEED);

    assertThat(ours.moments())
        .extracting(Moment::waiting)
        .contains(0)
        .isSortedAccordingTo((a, b) -> b - a);
  }
}
