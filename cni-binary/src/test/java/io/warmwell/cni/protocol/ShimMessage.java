package io.warmwell.cni.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Requests as the shim writes them, with any number of fields: [ShimRequest] says how.
final class ShimMessage {

  private ShimMessage() {}

  /// The bytes of one message.
  static byte[] of(String... fields) {
    var out = new ByteArrayOutputStream();
    out.writeBytes("WWQ1".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(number(fields.length));
    for (var field : fields) {
      var bytes = field.getBytes(StandardCharsets.UTF_8);
      out.writeBytes(number(bytes.length));
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] number(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }
}
