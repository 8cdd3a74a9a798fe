package io.warmwell.netlink.sys;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/// A `msghdr` over one buffer, with room for descriptors (recvmsg(2), cmsg(3), 64-bit layout).
final class MessageHeader {
  private static final int HEADER_BYTES = 56;
  private static final int VECTOR_OFFSET = 16;
  private static final int VECTOR_COUNT_OFFSET = 24;
  private static final int CONTROL_OFFSET = 32;
  private static final int CONTROL_LENGTH_OFFSET = 40;
  private static final int FLAGS_OFFSET = 48;
  private static final int CONTROL_HEADER_BYTES = 16;
  private static final int CONTROL_LEVEL_OFFSET = 8;
  private static final int CONTROL_TYPE_OFFSET = 12;
  private static final int SCM_RIGHTS = 1;

  private final ByteBuffer header;
  private final ByteBuffer control;

  /// @param payload what is sent, or room for what is received: position to limit
  MessageHeader(Arena arena, ByteBuffer payload) {
    header = Kernel.allocate(arena, HEADER_BYTES);
    control =
        Kernel.allocate(
            arena, CONTROL_HEADER_BYTES + SeqpacketConnection.DESCRIPTORS_MAX * Integer.BYTES);
    var vector = Kernel.allocate(arena, 2 * Long.BYTES);
    vector.putLong(0, Kernel.address(payload)).putLong(Long.BYTES, payload.remaining());
    header.putLong(VECTOR_OFFSET, Kernel.address(vector)).putLong(VECTOR_COUNT_OFFSET, 1);
    header.putLong(CONTROL_OFFSET, Kernel.address(control));
    header.putLong(CONTROL_LENGTH_OFFSET, control.capacity());
  }

  long address() {
    return Kernel.address(header);
  }

  int flags() {
    return header.getInt(FLAGS_OFFSET);
  }

  /// Puts descriptors beside the payload to be sent.
  void carry(int... descriptors) {
    var length = CONTROL_HEADER_BYTES + descriptors.length * Integer.BYTES;
    control.putLong(0, length);
    control.putInt(CONTROL_LEVEL_OFFSET, Kernel.SOL_SOCKET);
    control.putInt(CONTROL_TYPE_OFFSET, SCM_RIGHTS);
    for (var i = 0; i < descriptors.length; i++) {
      control.putInt(CONTROL_HEADER_BYTES + i * Integer.BYTES, descriptors[i]);
    }
    header.putLong(CONTROL_LENGTH_OFFSET, descriptors.length == 0 ? 0 : control.capacity());
  }

  /// The descriptors that came with what was received.
  int[] carried() {
    var rights =
        header.getLong(CONTROL_LENGTH_OFFSET) >= CONTROL_HEADER_BYTES
            && control.getInt(CONTROL_LEVEL_OFFSET) == Kernel.SOL_SOCKET
            && control.getInt(CONTROL_TYPE_OFFSET) == SCM_RIGHTS;
    var count = rights ? (int) (control.getLong(0) - CONTROL_HEADER_BYTES) / Integer.BYTES : 0;
    var descriptors = new int[count];
    for (var i = 0; i < count; i++) {
      descriptors[i] = control.getInt(CONTROL_HEADER_BYTES + i * Integer.BYTES);
    }
    return descriptors;
  }
}
