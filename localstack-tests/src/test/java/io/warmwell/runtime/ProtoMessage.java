package io.warmwell.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A message of Protocol Buffers by field number, in place of generated classes: of CRI's three
/// hundred messages a test needs twenty, with a few fields each.
///
/// Source: protobuf.dev/programming-guides/encoding.
final class ProtoMessage {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int TYPE_BITS = 3;
  private static final int VARINT_BITS = 7;

  private final Map<Integer, List<byte[]>> texts = new TreeMap<>();
  private final Map<Integer, Long> numbers = new TreeMap<>();

  ProtoMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoMessage texts(int field, List<String> values) {
    values.forEach(value -> text(field, value));
    return this;
  }

  ProtoMessage number(int field, long value) {
    numbers.put(field, value);
    return this;
  }

  ProtoMessage message(int field, ProtoMessage value) {
    return bytes(field, value.toBytes());
  }

  ProtoMessage map(int field, Map<String, String> entries) {
    entries.forEach((key, value) -> message(field, new ProtoMessage().text(1, key).text(2, value)));
    return this;
  }

  /// What a field holds last, empty if it is not there.
  String text(int field) {
    var all = texts.getOrDefault(field, List.of());
    return all.isEmpty() ? "" : new String(all.getLast(), StandardCharsets.UTF_8);
  }

  long number(int field) {
    return numbers.getOrDefault(field, 0L);
  }

  ProtoMessage message(int field) {
    var all = messages(field);
    return all.isEmpty() ? new ProtoMessage() : all.getLast();
  }

  List<ProtoMessage> messages(int field) {
    return texts.getOrDefault(field, List.of()).stream().map(ProtoMessage::parse).toList();
  }

  byte[] toBytes() {
    var out = new ByteArrayOutputStream();
    numbers.forEach(
        (field, value) -> {
          varint(out, tag(field, VARINT));
          varint(out, value);
        });
    texts.forEach(
        (field, values) ->
            values.forEach(
                value -> {
                  varint(out, tag(field, BYTES));
                  varint(out, value.length);
                  out.writeBytes(value);
                }));
    return out.toByteArray();
  }

  /// @throws IllegalArgumentException if it is no message
  static ProtoMessage parse(byte[] bytes) {
    var message = new ProtoMessage();
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (in.hasRemaining()) {
        var tag = varint(in);
        var field = (int) (tag >> TYPE_BITS);
        switch ((int) tag & ((1 << TYPE_BITS) - 1)) {
          case VARINT -> message.number(field, varint(in));
          case FIXED64 -> message.number(field, in.getLong());
          case FIXED32 -> message.number(field, in.getInt());
          case BYTES -> {
            var value = new byte[Math.toIntExact(varint(in))];
            in.get(value);
            message.bytes(field, value);
          }
          default -> throw new IllegalArgumentException("no such type: tag " + tag);
        }
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a message of " + bytes.length + " bytes is cut", e);
    }
    return message;
  }

  private ProtoMessage bytes(int field, byte[] value) {
    texts.computeIfAbsent(field, _ -> new ArrayList<>()).add(value);
    return this;
  }

  private static long tag(int field, int type) {
    return (long) field << TYPE_BITS | type;
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    var left = value;
    while (left >>> VARINT_BITS != 0) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= VARINT_BITS;
    }
    out.write((int) left);
  }

  private static long varint(ByteBuffer in) {
    var value = 0L;
    for (var shift = 0; shift < Long.SIZE; shift += VARINT_BITS) {
      var octet = in.get();
      value |= (octet & 0x7fL) << shift;
      if (octet >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than 64 bits");
  }
}
