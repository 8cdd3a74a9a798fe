package io.warmwell.netlink.wire;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The attributes of one message or nest, by type; a later one of the same type wins.
final class Attributes {
  private static final int HEADER_BYTES = 4;
  private static final int MAC_BYTES = 6;

  private final Map<Integer, ByteBuffer> values = new HashMap<>();

  /// Reads the buffer from position to limit.
  ///
  /// @throws IllegalArgumentException if a length does not fit
  static Attributes read(ByteBuffer buffer) {
    var attributes = new Attributes();
    var at = buffer.position();
    while (at + HEADER_BYTES <= buffer.limit()) {
      var length = Short.toUnsignedInt(buffer.getShort(at));
      if (length < HEADER_BYTES || at + length > buffer.limit()) {
        throw new IllegalArgumentException(
            "attribute of " + length + " bytes where " + (buffer.limit() - at) + " are left");
      }
      var type = buffer.getShort(at + Short.BYTES) & Protocol.NLA_TYPE_MASK;
      var value = buffer.slice(at + HEADER_BYTES, length - HEADER_BYTES).order(buffer.order());
      attributes.values.put(type, value);
      at += (length + 3) & ~3;
    }
    return attributes;
  }

  Set<Integer> types() {
    return values.keySet();
  }

  boolean has(int type) {
    return values.containsKey(type);
  }

  /// The bytes of an attribute, none when it is absent.
  ByteBuffer value(int type) {
    var value = values.get(type);
    return value == null ? ByteBuffer.allocate(0) : value;
  }

  int number(int type, int otherwise) {
    var value = value(type);
    return value.remaining() >= Integer.BYTES ? value.getInt(value.position()) : otherwise;
  }

  /// A text up to its closing zero, empty when absent.
  String text(int type) {
    var value = value(type).duplicate();
    var bytes = new byte[value.remaining()];
    value.get(bytes);
    var end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  Ipv4Address address(int type) {
    var value = value(type).duplicate().order(ByteOrder.BIG_ENDIAN);
    return new Ipv4Address(value.remaining() < Integer.BYTES ? 0 : value.getInt());
  }

  MacAddress mac(int type) {
    var value = value(type).duplicate();
    if (value.remaining() != MAC_BYTES) {
      return new MacAddress(0);
    }
    var bytes = new byte[MAC_BYTES];
    value.get(bytes);
    return MacAddress.of(bytes);
  }

  Attributes nest(int type) {
    return read(value(type));
  }
}
