package io.warmwell.netlink.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// What a request looks like on the wire.
final class Bytes {
  private static final int ROOM = 4096;

  private Bytes() {}

  static byte[] of(Request request, int sequence) {
    var buffer = ByteBuffer.allocate(ROOM).order(ByteOrder.nativeOrder());
    new MessageWriter(buffer).write(request, sequence, true);
    var bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }
}
