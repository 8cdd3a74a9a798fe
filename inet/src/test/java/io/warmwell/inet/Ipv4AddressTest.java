package io.warmwell.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv4AddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "10.0.3.255", "255.255.255.255", "128.0.0.1"})
  void textAndBytesRoundTrip(String text) {
    var address = Ipv4Address.parse(text);

    assertThat(address).hasToString(text);
    assertThat(Ipv4Address.of(address.bytes())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.01",
        "10.0.0.1.",
        "a.b.c.d",
        "10.0.0.-1",
        "10.0.0.٣"
      })
  void anythingElseIsRefusedWithItsText(String text) {
    assertThatThrownBy(() -> Ipv4Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an IPv4 address: '" + text + "'");
  }

  @Test
  void orderIsUnsigned() {
    assertThat(Ipv4Address.parse("9.0.0.1")).isLessThan(Ipv4Address.parse("200.0.0.1"));
  }

  @Test
  void arithmeticStaysInTheAddressSpace() {
    assertThat(Ipv4Address.parse("127.255.255.255").plus(1)).hasToString("128.0.0.0");
    assertThat(Ipv4Address.parse("10.0.0.0").plus(-1)).hasToString("9.255.255.255");
    assertThatThrownBy(() -> Ipv4Address.parse("255.255.255.255").plus(1))
        .isInstanceOf(ArithmeticException.class);
  }
}
