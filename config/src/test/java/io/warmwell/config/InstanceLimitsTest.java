package io.warmwell.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.config.InstanceLimits.Lookup;
import io.warmwell.pool.InterfaceLimits;
import org.junit.jupiter.api.Test;

final class InstanceLimitsTest {

  private static final String HEADER =
      "instance_type,max_enis,ipv4_per_eni,hypervisor,bare_metal,default_network_card,"
          + "network_cards(index:max_enis),vcpus,trunking,branch_enis\n";

  private final InstanceLimits limits = InstanceLimits.embedded();

  @Test
  void theEmbeddedTableIsWhole() {
    assertThat(limits.all()).hasSize(1391);
    assertThat(limits.all()).filteredOn(type -> type.vcpus().isEmpty()).hasSize(28);
    assertThat(limits.all()).filteredOn(InstanceType::bareMetal).hasSize(160);
    assertThat(limits.all()).filteredOn(type -> !type.supportsPrefixes()).hasSize(82);
    assertThat(limits.all()).filteredOn(InstanceType::supportsTrunk).hasSize(1269);
  }

  @Test
  void aTypeIsFoundByItsName() {
    assertThat(found("m5.large").limits()).isEqualTo(new InterfaceLimits(3, 10));
    assertThat(found("m5.large").vcpus()).hasValue(2);
    assertThat(found("m5.large").supportsPrefixes()).isTrue();
    assertThat(found("m4.large").supportsPrefixes()).isFalse();
    assertThat(found("m5.large").supportsTrunk()).isTrue();
    assertThat(found("t3.large").supportsTrunk()).isFalse();
    assertThat(found("hpc7a.96xlarge").supportsTrunk()).isFalse();
    assertThat(found("a1.metal").supportsPrefixes()).isTrue();
    assertThat(found("p5.48xlarge").networkCards()).isEqualTo(32);
    assertThat(found("p5.48xlarge").limits().interfaces()).isEqualTo(2);
  }

  @Test
  void anUnknownTypeComesWithCloseMatches() {
    assertThat(unknown("m5.lagre").message())
        .startsWith("unknown instance type 'm5.lagre'; did you mean m5.large, ");
    assertThat(unknown("M5.LARGE").closeMatches()).startsWith("m5.large");
    assertThat(unknown("m5.gigantic").closeMatches())
        .hasSize(5)
        .allMatch(name -> name.startsWith("m5."));
    assertThat(unknown("toaster").message())
        .isEqualTo(
            "unknown instance type 'toaster'; `warmwell max-pods --all` lists the known ones");
  }

  @Test
  void aTableThatIsNotAsExpectedIsRefused() {
    assertThatThrownBy(() -> InstanceLimits.parse("")).hasMessageContaining("first line");
    assertThatThrownBy(() -> InstanceLimits.parse(HEADER + "m5.large,3,10\n"))
        .hasMessage("instance limits: not a line of the table: m5.large,3,10");
    assertThatThrownBy(
            () ->
                InstanceLimits.parse(
                    HEADER + "m5.large,3,10,nitro,false,0,0:3,2,true,9\n".repeat(2)))
        .hasMessage("instance limits: twice in the table: m5.large");
    assertThatThrownBy(
            () -> InstanceLimits.parse(HEADER + "m5.large,0,10,nitro,false,0,0:3,2,true,9\n"))
        .hasMessageContaining("limits start at 1");
  }

  private InstanceType found(String name) {
    return switch (limits.find(name)) {
      case Lookup.Found(var type) -> type;
      case Lookup.Unknown unknown -> throw new AssertionError(unknown.message());
    };
  }

  private Lookup.Unknown unknown(String name) {
    return switch (limits.find(name)) {
      case Lookup.Found(var type) -> throw new AssertionError("found " + type);
      case Lookup.Unknown unknown -> unknown;
    };
  }
}
