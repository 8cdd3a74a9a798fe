package io.warmwell.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6PrefixTest {
  private static final Ipv6Prefix DELEGATED = Ipv6Prefix.parse("2001:db8:0:1:a::/80");

  @Test
  void holdsAnAddressForEveryIpv4Address() {
    var lowest = DELEGATED.embedding(Ipv4Address.parse("0.0.0.0"));
    var some = DELEGATED.embedding(Ipv4Address.parse("10.0.1.7"));
    var highest = DELEGATED.embedding(Ipv4Address.parse("255.255.255.255"));

    assertThat(lowest).isEqualTo(DELEGATED.base());
    assertThat(some).hasToString("2001:db8:0:1:a:0:a00:107");
    assertThat(highest).hasToString("2001:db8:0:1:a:0:ffff:ffff");
    assertThat(DELEGATED.contains(highest)).isTrue();
  }

  @Test
  void hasRoomForThemUpToASlash96() {
    var smallest = Ipv6Prefix.parse("2001:db8::/96");
    var tooSmall = Ipv6Prefix.parse("2001:db8::/97");
    var address = Ipv4Address.parse("192.0.2.1");

    assertThat(smallest.contains(smallest.embedding(address))).isTrue();
    assertThatThrownBy(() -> tooSmall.embedding(address))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2001:db8::/97");
  }

  @Test
  void containmentAndOverlapFollowTheBits() {
    var subnet = Ipv6Prefix.parse("2001:db8:0:1::/64");

    assertThat(subnet.contains(DELEGATED)).isTrue();
    assertThat(DELEGATED.contains(subnet)).isFalse();
    assertThat(DELEGATED.overlaps(subnet)).isTrue();
    assertThat(subnet.contains(Ipv6Address.parse("2001:db8:0:2::"))).isFalse();
    assertThat(Ipv6Prefix.parse("::/0").contains(Ipv6Address.parse("ffff::1"))).isTrue();
    assertThat(Ipv6Prefix.containing(Ipv6Address.parse("2001:db8:0:1:a:b:c:d"), 80))
        .isEqualTo(DELEGATED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8::", "::/129", "::1/64", "::/", "::/-1", "10.0.0.0/8"})
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> Ipv6Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
