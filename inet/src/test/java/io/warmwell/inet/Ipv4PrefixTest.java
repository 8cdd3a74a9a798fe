package io.warmwell.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4PrefixTest {
  @Test
  void aSlash28HasSixteenAddressesAndUsesThemAll() {
    var prefix = Ipv4Prefix.parse("10.0.1.96/28");

    assertThat(prefix.addresses())
        .hasSize(16)
        .startsWith(Ipv4Address.parse("10.0.1.96"))
        .endsWith(prefix.last());
    assertThat(prefix.last()).hasToString("10.0.1.111");
  }

  @Test
  void containmentAndOverlapFollowTheBits() {
    var subnet = Ipv4Prefix.parse("10.0.0.0/16");
    var block = Ipv4Prefix.parse("10.0.255.240/28");

    assertThat(subnet.contains(block)).isTrue();
    assertThat(block.contains(subnet)).isFalse();
    assertThat(block.overlaps(subnet)).isTrue();
    assertThat(subnet.contains(Ipv4Address.parse("10.1.0.0"))).isFalse();
    assertThat(Ipv4Prefix.parse("0.0.0.0/0").contains(Ipv4Address.parse("255.255.255.255")))
        .isTrue();
  }

  @Test
  void thePrefixOfAnAddressClearsItsHostBits() {
    assertThat(Ipv4Prefix.containing(Ipv4Address.parse("10.0.1.111"), 28))
        .hasToString("10.0.1.96/28");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.0.0.0/33",
        "10.0.0.1/24",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/+8"
      })
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> Ipv4Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
