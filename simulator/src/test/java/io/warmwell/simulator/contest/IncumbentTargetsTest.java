package io.warmwell.simulator.contest;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.WarmTargets;
import io.warmwell.simulator.contest.IncumbentTargets.Stock;
import org.junit.jupiter.api.Test;

/// The examples follow reference/incumbent-ipam.md §5 by hand, for an m5.xlarge.
class IncumbentTargetsTest {
  private static final InterfaceLimits LIMITS = new InterfaceLimits(4, 15);

  @Test
  void byDefaultAnEniOfAddressesIsKeptFree() {
    var targets = addresses(Contestant.DEFAULTS);

    assertThat(targets.isTooLow(new Stock(14, 0, 0, 0))).isFalse();
    assertThat(targets.isTooLow(new Stock(14, 1, 0, 0))).isTrue();
    assertThat(targets.wanted(new Stock(14, 1, 0, 0))).isEqualTo(14);
    assertThat(targets.excess(new Stock(56, 0, 0, 0))).isZero();
    assertThat(targets.triesToFree(new Stock(42, 15, 0, 0), true)).isFalse();
    assertThat(targets.triesToFree(new Stock(42, 14, 0, 0), true)).isTrue();
  }

  @Test
  void byDefaultAPrefixOfAddressesIsKeptFree() {
    var targets = prefixes(Contestant.DEFAULTS);

    assertThat(targets.isTooLow(new Stock(16, 1, 1, 0))).isTrue();
    assertThat(targets.isTooLow(new Stock(32, 16, 2, 0))).isFalse();
    assertThat(targets.wanted(new Stock(32, 17, 2, 0))).isEqualTo(1);
    assertThat(targets.excess(new Stock(64, 16, 4, 3))).isEqualTo(2);
  }

  @Test
  void addressTargetsAreExact() {
    var targets = addresses(new WarmTargets(1, 5, 20, 1));

    assertThat(targets.isTooLow(new Stock(19, 3, 0, 0))).isTrue();
    assertThat(targets.wanted(new Stock(19, 3, 0, 0))).isEqualTo(1);
    assertThat(targets.excess(new Stock(30, 10, 0, 0))).isEqualTo(10);
  }

  @Test
  void addressTargetsAreRoundedToPrefixes() {
    var targets = prefixes(new WarmTargets(1, 5, 0, 1));

    assertThat(targets.wanted(new Stock(16, 12, 1, 0))).isEqualTo(1);
    assertThat(targets.excess(new Stock(64, 10, 4, 3))).isEqualTo(3);
    assertThat(targets.excess(new Stock(64, 12, 4, 3))).isEqualTo(2);
    assertThat(targets.areMetBy(new Stock(32, 17, 2, 0))).isFalse();
    assertThat(targets.areMetBy(new Stock(32, 16, 2, 1))).isTrue();
  }

  @Test
  void growthStopsAtMaxPods() {
    assertThat(prefixes(Contestant.DEFAULTS).isTooLow(new Stock(112, 110, 7, 0))).isFalse();
  }

  private static IncumbentTargets addresses(WarmTargets knobs) {
    return new IncumbentTargets(knobs, false, LIMITS, 58);
  }

  private static IncumbentTargets prefixes(WarmTargets knobs) {
    return new IncumbentTargets(knobs, true, LIMITS, 110);
  }
}
