package io.warmwell.inet;

import java.util.HexFormat;

/// A 48-bit Ethernet address (IEEE 802).
///
/// @param bits the six bytes in transmission order, read as one number of 0 to 2⁴⁸ - 1
public record MacAddress(long bits) {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  /// @throws IllegalArgumentException if the number does not fit in 48 bits
  public MacAddress {
    if (bits >>> 48 != 0) {
      throw new IllegalArgumentException("MAC address has 48 bits, not " + Long.toHexString(bits));
    }
  }

  /// Reads six hexadecimal pairs with colons between them, in either case.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static MacAddress parse(String text) {
    try {
      return of(COLONS.parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a MAC address: '" + text + "'", e);
    }
  }

  /// Reads six bytes in transmission order.
  ///
  /// @throws IllegalArgumentException if there are not exactly six
  public static MacAddress of(byte[] bytes) {
    if (bytes.length != 6) {
      throw new IllegalArgumentException("MAC address has 6 bytes, not " + bytes.length);
    }
    var bits = 0L;
    for (var b : bytes) {
      bits = (bits << 8) | (b & 0xff);
    }
    return new MacAddress(bits);
  }

  /// The six bytes in transmission order.
  public byte[] bytes() {
    var bytes = new byte[6];
    for (var i = 0; i < 6; i++) {
      bytes[i] = (byte) (bits >>> (40 - 8 * i));
    }
    return bytes;
  }

  /// Lower-case hexadecimal pairs with colons between them.
  @Override
  public String toString() {
    return COLONS.formatHex(bytes());
  }
}
