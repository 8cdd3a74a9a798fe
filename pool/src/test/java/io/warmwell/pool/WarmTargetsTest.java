package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarmTargetsTest {

  /// WARM_IP_TARGET looks at what is spare, MINIMUM_IP_TARGET at the total; of both, the larger
  /// want and the smaller surplus rule. `balance` is negative for addresses that are missing.
  @ParameterizedTest(name = "warm {0}, minimum {1}, total {2}, spare {3}: {4}")
  @CsvSource({
    "5, 0, 0, 0, -5",
    "5, 0, 20, 4, -1",
    "5, 0, 20, 5, 0",
    "5, 0, 20, 6, 1",
    "5, 0, 20, -3, -8",
    "0, 10, 0, 0, -10",
    "0, 10, 9, 9, -1",
    "0, 10, 10, 0, 0",
    "0, 10, 10, -2, -2",
    "0, 10, 13, 9, 3",
    "0, 10, 30, 4, 4",
    "2, 10, 4, 1, -6",
    "2, 10, 12, 0, -2",
    "2, 10, 11, 5, 1",
    "2, 10, 30, 5, 3",
    "2, 10, 10, 2, 0",
  })
  void addressTargetsSayWhatIsMissingAndWhatIsTooMuch(
      int warm, int minimum, int total, int spare, int balance) {
    var targets = new WarmTargets(1, warm, minimum, 1);

    assertThat(targets.shortfall(total, spare)).isEqualTo(Math.max(0, -balance));
    assertThat(targets.surplus(total, spare)).isEqualTo(Math.max(0, balance));
  }

  @ParameterizedTest
  @CsvSource({"0, 0, false", "1, 0, true", "0, 1, true"})
  void eitherAddressTargetOverridesThoseForInterfacesAndPrefixes(
      int warm, int minimum, boolean overrides) {
    assertThat(new WarmTargets(1, warm, minimum, 1).countAddresses()).isEqualTo(overrides);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0, 0", "0, -1, 0, 0", "0, 0, -1, 0", "0, 0, 0, -1"})
  void noTargetIsLessThanZero(int interfaces, int warm, int minimum, int prefixes) {
    assertThatThrownBy(() -> new WarmTargets(interfaces, warm, minimum, prefixes))
        .hasMessage("targets are zero or more");
  }

  @Test
  void everyTargetCanBeSwitchedOff() {
    assertThat(new WarmTargets(0, 0, 0, 0).shortfall(0, 0)).isZero();
  }
}
