package io.warmwell.cni.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShimFormatTest {
  private static final byte[] REQUEST =
      ShimMessage.of("ADD", "c1", "/run/netns/a", "eth0", "A=1", "/opt/cni/bin", "{}");

  @Test
  void aRequestReadsAsItWasWritten() {
    assertThat(ShimRequest.parse(REQUEST))
        .isEqualTo(
            new ShimRequest("ADD", "c1", "/run/netns/a", "eth0", "A=1", "/opt/cni/bin", "{}"));
  }

  @Test
  void aRequestCutAnywhereIsRefused() {
    for (var length = 0; length < REQUEST.length; length++) {
      assertRefused(Arrays.copyOf(REQUEST, length));
    }
  }

  @Test
  void aRequestWithBytesBehindItIsRefused() {
    assertRefused(Arrays.copyOf(REQUEST, REQUEST.length + 1));
  }

  @Test
  void noLengthMakesTheParserReadBeyondTheMessage() {
    for (var length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20}) {
      var hostile = REQUEST.clone();
      ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN).putInt(8, length);
      assertRefused(hostile);
    }
  }

  @Test
  void aForeignMessageIsRefused() {
    assertRefused("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertRefused(ShimMessage.of("ADD", "c1"));
    assertRefused(new byte[ShimRequest.BYTES_MAX + 1]);
  }

  @Test
  void textThatIsNotUtf8NamesItsField() {
    var hostile = REQUEST.clone();
    hostile[hostile.length - 1] = (byte) 0xff;

    assertThatExceptionOfType(CniRefusal.class)
        .isThrownBy(() -> ShimRequest.parse(hostile))
        .withMessage("the network configuration is not UTF-8");
  }

  @Test
  void aReplyIsItsStatusAndItsText() {
    var bytes = ByteBuffer.wrap(ShimReply.result("{é}").bytes()).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(bytes.getInt()).isEqualTo(0x31415757);
    assertThat(bytes.getInt()).isZero();
    assertThat(bytes.getInt()).isEqualTo(5);
    assertThat(StandardCharsets.UTF_8.decode(bytes).toString()).isEqualTo("{é}\n");
  }

  private static void assertRefused(byte[] message) {
    assertThatExceptionOfType(CniRefusal.class)
        .isThrownBy(() -> ShimRequest.parse(message))
        .satisfies(e -> assertThat(e.error().code()).isEqualTo(6));
  }
}
