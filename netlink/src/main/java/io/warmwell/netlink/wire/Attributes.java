package io.warmwell.netlink.wire;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.MacAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/// The attributes of one message or nest, by type; a later one of the same type wins.
///
/// They are looked up where they lie: a link comes with fifty, of which a few are wanted.
final class Attributes {
  private static final int HEADER_BYTES = 4;
  private static final int MAC_BYTES = 6;
  private static final int ABSENT = -1;

  private final ByteBuffer buffer;
  private final int start;
  private final int end;

  private Attributes(ByteBuffer buffer, int start, int end) {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
  }

  /// Reads the buffer from position to limit, which must not be written to afterwards.
  ///
  /// @throws IllegalArgumentException if a length does not fit
  static Attributes read(ByteBuffer buffer) {
    return read(buffer, buffer.position(), buffer.limit());
  }

  private static Attributes read(ByteBuffer buffer, int start, int end) {
    for (var at = start; at + HEADER_BYTES <= end; at += padded(length(buffer, at))) {
      var length = length(buffer, at);
      if (length < HEADER_BYTES || at + length > end) {
        throw new IllegalArgumentException(
            "attribute of " + length + " bytes where " + (end - at) + " are left");
      }
    }
    return new Attributes(buffer, start, end);
  }

  Set<Integer> types() {
    var types = new HashSet<Integer>();
    for (var at = start; at + HEADER_BYTES <= end; at += padded(length(buffer, at))) {
      types.add(type(at));
    }
    return types;
  }

  boolean has(int type) {
    return find(type) != ABSENT;
  }

  /// The bytes of an attribute, none when it is absent.
  ByteBuffer value(int type) {
    var at = find(type);
    return at == ABSENT
        ? ByteBuffer.allocate(0)
        : buffer.slice(at + HEADER_BYTES, valueLength(at)).order(buffer.order());
  }

  int number(int type, int otherwise) {
    var at = find(type);
    return at == ABSENT || valueLength(at) < Integer.BYTES
        ? otherwise
        : buffer.getInt(at + HEADER_BYTES);
  }

  /// A text up to its closing zero, empty when absent.
  String text(int type) {
    var at = find(type);
    if (at == ABSENT) {
      return "";
    }
    var bytes = bytes(at);
    var length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /// An address of a family, its lowest when absent.
  ///
  /// @throws IllegalArgumentException if it has another length than any family's
  IpAddress address(int type, IpFamily family) {
    var at = find(type);
    return at == ABSENT ? family.everywhere().base() : IpAddress.of(bytes(at));
  }

  MacAddress mac(int type) {
    var at = find(type);
    return at == ABSENT || valueLength(at) != MAC_BYTES
        ? new MacAddress(0)
        : MacAddress.of(bytes(at));
  }

  Attributes nest(int type) {
    var at = find(type);
    return at == ABSENT
        ? new Attributes(buffer, end, end)
        : read(buffer, at + HEADER_BYTES, at + length(buffer, at));
  }

  /// Attributes as they are, each padded, without those that are absent.
  ByteBuffer copy(int... types) {
    var copy = ByteBuffer.allocate(end - start).order(buffer.order());
    for (var type : types) {
      var at = find(type);
      if (at != ABSENT) {
        copy.put(copy.position(), buffer, at, Math.min(padded(length(buffer, at)), end - at));
        copy.position(copy.position() + padded(length(buffer, at)));
      }
    }
    return copy.flip();
  }

  private byte[] bytes(int at) {
    var bytes = new byte[valueLength(at)];
    buffer.get(at + HEADER_BYTES, bytes);
    return bytes;
  }

  private int valueLength(int at) {
    return length(buffer, at) - HEADER_BYTES;
  }

  private int type(int at) {
    return buffer.getShort(at + Short.BYTES) & Protocol.NLA_TYPE_MASK;
  }

  private int find(int type) {
    var found = ABSENT;
    for (var at = start; at + HEADER_BYTES <= end; at += padded(length(buffer, at))) {
      if (type(at) == type) {
        found = at;
      }
    }
    return found;
  }

  private static int length(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }
}
