package io.warmwell.inet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6AddressTest {
  /// The examples of RFC 5952, sections 4 and 5, and the ends of the range.
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0000:0000:0000:0000:0002:0001, 2001:db8::2:1",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8::10.0.1.7, 2001:db8::a00:107",
    "::ffff:10.0.1.7, ::ffff:a00:107"
  })
  void isWrittenInItsShortestForm(String read, String written) {
    assertThat(Ipv6Address.parse(read)).hasToString(written);
  }

  @Test
  void whatIsWrittenReadsAsTheSame() {
    var random = new Random(1);
    for (var times = 0; times < 10_000; times++) {
      // Most groups zero, so that runs of every length occur.
      var bytes = new byte[16];
      IntStream.range(0, 4).forEach(_ -> bytes[random.nextInt(16)] = (byte) random.nextInt());
      var address = Ipv6Address.of(bytes);

      assertThat(Ipv6Address.parse(address.toString())).isEqualTo(address);
      assertThat(Inet6Address.ofLiteral(address.toString()).getAddress())
          .satisfiesAnyOf(
              same -> assertThat(same).isEqualTo(bytes),
              // Java takes mapped addresses for IPv4 ones.
              mapped -> assertThat(mapped).hasSize(4));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.1",
        "::1%lo",
        "[::1]",
        "1::2::3",
        "12345::",
        ":::",
        ":1::",
        "1:2:3:4:5:6:7",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7:8:9",
        "::10.0.0",
        "::10.0.0.1:1",
        "::g",
        "1:"
      })
  void nonsenseIsRefused(String text) {
    assertThatThrownBy(() -> Ipv6Address.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an IPv6 address: '" + text + "'");
  }

  @Test
  void isOrderedAsAnUnsignedNumber() {
    assertThat(Ipv6Address.parse("ffff::")).isGreaterThan(Ipv6Address.parse("1::ffff"));
    assertThat(Ipv6Address.parse("1::8000:0:0:0")).isGreaterThan(Ipv6Address.parse("1::1"));
  }
}
