package io.warmwell.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
  @Test
  void textAndBytesRoundTrip() {
    var mac = MacAddress.parse("0A:ff:00:01:02:9e");

    assertThat(mac).hasToString("0a:ff:00:01:02:9e");
    assertThat(MacAddress.of(mac.bytes())).isEqualTo(mac);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0a:ff:00:01:02",
        "0a:ff:00:01:02:9e:11",
        "0a-ff-00-01-02-9e",
        "zz:ff:00:01:02:9e"
      })
  void anythingElseIsRefusedWithItsText(String text) {
    assertThatThrownBy(() -> MacAddress.parse(text))
        .hasMessage("not a MAC address: '" + text + "'");
  }
}
