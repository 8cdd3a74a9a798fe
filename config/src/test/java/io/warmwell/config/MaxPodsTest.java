package io.warmwell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.config.InstanceLimits.Lookup;
import io.warmwell.config.MaxPods.Request;
import org.junit.jupiter.api.Test;

final class MaxPodsTest {

  private static final Request SECONDARY = Request.of(false);
  private static final Request PREFIXES = Request.of(true);

  private final InstanceLimits limits = InstanceLimits.embedded();

  @Test
  void secondaryAddresses() {
    var number = MaxPods.of(type("m5.large"), SECONDARY);

    assertThat(number.pods()).isEqualTo(29);
    assertThat(number.derivation()).isEqualTo("3 ENIs × (10 − 1) + 2 = 29");
    assertThat(number.notes()).isEmpty();
  }

  @Test
  void prefixesUpToTheCeiling() {
    var number = MaxPods.of(type("m5.large"), PREFIXES);

    assertThat(number.pods()).isEqualTo(110);
    assertThat(number.formula()).isEqualTo(434);
    assertThat(number.derivation())
        .isEqualTo("3 ENIs × (10 − 1) × 16 + 2 = 434, recommended at most 110");
  }

  @Test
  void withoutTheCeiling() {
    var number = MaxPods.of(type("m5.large"), new Request(true, 0, false, 0, false));

    assertThat(number.pods()).isEqualTo(434);
    assertThat(number.ceiling()).isEmpty();
  }

  @Test
  void theCeilingDependsOnTheVcpusAndHoldsInBothModes() {
    assertThat(MaxPods.of(type("m5.24xlarge"), PREFIXES).pods()).isEqualTo(250);
    assertThat(MaxPods.of(type("m5.24xlarge"), SECONDARY).pods()).isEqualTo(250);
    assertThat(MaxPods.of(type("m5.24xlarge"), SECONDARY).formula()).isEqualTo(737);
    assertThat(MaxPods.of(type("m5.4xlarge"), SECONDARY).pods()).isEqualTo(110);
  }

  @Test
  void unknownVcpusTakeTheLowerCeilingAndSaySo() {
    var number = MaxPods.of(type("bmn-sf1.metal"), PREFIXES);

    assertThat(number.pods()).isEqualTo(110);
    assertThat(number.notes())
        .containsExactly("vCPUs unknown: the ceiling of small machines is taken");
  }

  @Test
  void interfacesThatCarryNoPodsAreLeftOut() {
    var large = type("m5.large");

    assertThat(MaxPods.of(large, SECONDARY.withMaxEni(2)).pods()).isEqualTo(20);
    assertThat(MaxPods.of(large, SECONDARY.withMaxEni(7)).pods()).isEqualTo(29);
    assertThat(MaxPods.of(large, new Request(false, 0, true, 0, true)).pods()).isEqualTo(20);
    assertThat(MaxPods.of(large, new Request(false, 0, true, 1, true)).pods()).isEqualTo(11);
    assertThat(MaxPods.of(large, new Request(false, 1, true, 5, true)).pods()).isEqualTo(2);
  }

  @Test
  void aTrunkTakesOneInterfaceWhereThereCanBeOne() {
    var request = SECONDARY.withMaxEni(2);

    assertThat(MaxPods.of(type("m5.large"), SECONDARY.withTrunkOn(type("m5.large"))).pods())
        .isEqualTo(20);
    assertThat(MaxPods.of(type("m5.large"), request.withTrunkOn(type("m5.large"))).pods())
        .isEqualTo(11);
    assertThat(SECONDARY.withTrunkOn(type("t3.large"))).isEqualTo(SECONDARY);
  }

  @Test
  void aTypeWithoutPrefixesFallsBackAndSaysSo() {
    var number = MaxPods.of(type("m4.large"), PREFIXES);

    assertThat(number.prefixes()).isFalse();
    assertThat(number.pods()).isEqualTo(20);
    assertThat(number.notes())
        .containsExactly(
            "no prefixes on this type (neither Nitro nor bare metal): secondary addresses");
  }

  @Test
  void everyTypeHasANumberInBothModes() {
    for (var type : limits.all()) {
      var secondary = MaxPods.of(type, SECONDARY);
      var prefixes = MaxPods.of(type, PREFIXES);

      assertThat(secondary.formula())
          .isEqualTo(type.limits().interfaces() * type.limits().blocksPerInterface() + 2);
      assertThat(secondary.pods()).isBetween(2, 250).isLessThanOrEqualTo(secondary.formula());
      assertThat(prefixes.pods()).isGreaterThanOrEqualTo(secondary.pods()).isLessThanOrEqualTo(250);
    }
  }

  @Test
  void negativeCountsAreRefused() {
    assertThatThrownBy(() -> new Request(false, -1, false, 0, true))
        .hasMessage("counts start at 0: max-eni=-1 reserved-enis=0");
  }

  private InstanceType type(String name) {
    return switch (limits.find(name)) {
      case Lookup.Found(var type) -> type;
      case Lookup.Unknown unknown -> throw new AssertionError(unknown.message());
    };
  }
}
