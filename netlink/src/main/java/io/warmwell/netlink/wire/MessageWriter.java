package io.warmwell.netlink.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes netlink messages and their attributes, aligned to 4 bytes (netlink(7), rtnetlink(7)).
///
/// Confined to one thread, like the buffer.
public final class MessageWriter {
  private static final int ALIGNMENT = 4;

  private final ByteBuffer buffer;

  /// @param buffer where to write, from its position; must be in native byte order
  /// @throws IllegalArgumentException if the byte order is foreign
  public MessageWriter(ByteBuffer buffer) {
    if (buffer.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("netlink is in native byte order");
    }
    this.buffer = buffer;
  }

  /// Appends one request.
  ///
  /// @param acknowledged whether the kernel shall confirm it; it reports errors either way
  /// @throws java.nio.BufferOverflowException if there is no room for it
  public void write(Request request, int sequence, boolean acknowledged) {
    var start = buffer.position();
    var flags = request.flags() | Protocol.NLM_F_REQUEST | (acknowledged ? Protocol.NLM_F_ACK : 0);
    u32(0).u16(request.type()).u16(flags).u32(sequence).u32(0);
    request.write(this);
    buffer.putInt(start, buffer.position() - start);
  }

  MessageWriter u8(int value) {
    buffer.put((byte) value);
    return this;
  }

  MessageWriter u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  MessageWriter u32(int value) {
    buffer.putInt(value);
    return this;
  }

  /// An `ifinfomsg`.
  MessageWriter linkHeader(int index, int flags, int change) {
    return u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  MessageWriter number(int type, int value) {
    return u16(ALIGNMENT + Integer.BYTES).u16(type).u32(value);
  }

  MessageWriter bytes(int type, byte... value) {
    u16(ALIGNMENT + value.length).u16(type);
    buffer.put(value);
    return pad();
  }

  /// A text with a closing zero.
  MessageWriter text(int type, String value) {
    var bytes = value.getBytes(StandardCharsets.UTF_8);
    u16(ALIGNMENT + bytes.length + 1).u16(type);
    buffer.put(bytes).put((byte) 0);
    return pad();
  }

  /// An attribute that holds whatever `content` writes.
  MessageWriter nested(int type, Runnable content) {
    var start = buffer.position();
    u16(0).u16(type);
    content.run();
    buffer.putShort(start, (short) (buffer.position() - start));
    return this;
  }

  /// Attributes that are complete already, padding included.
  MessageWriter attributes(ByteBuffer whole) {
    buffer.put(whole.duplicate());
    return this;
  }

  private MessageWriter pad() {
    while (buffer.position() % ALIGNMENT != 0) {
      u8(0);
    }
    return this;
  }
}
