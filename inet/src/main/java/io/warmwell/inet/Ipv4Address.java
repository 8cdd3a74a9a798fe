package io.warmwell.inet;

/// An IPv4 address, ordered as an unsigned number (RFC 791).
///
/// @param bits the address in network byte order, read as one 32-bit number
public record Ipv4Address(int bits) implements IpAddress, Comparable<Ipv4Address> {
  /// Number of bits in an IPv4 address.
  public static final int BITS = 32;

  /// Reads dotted-decimal notation: four decimal numbers of 0 to 255 without leading zeros.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static Ipv4Address parse(String text) {
    var bits = 0;
    var octets = text.split("\\.", -1);
    if (octets.length != 4) {
      throw notAnAddress(text);
    }
    for (var octet : octets) {
      bits = (bits << 8) | octet(octet, text);
    }
    return new Ipv4Address(bits);
  }

  /// Reads four bytes in network order.
  ///
  /// @throws IllegalArgumentException if there are not exactly four
  public static Ipv4Address of(byte[] bytes) {
    if (bytes.length != 4) {
      throw new IllegalArgumentException("IPv4 address has 4 bytes, not " + bytes.length);
    }
    var bits = 0;
    for (var b : bytes) {
      bits = (bits << 8) | (b & 0xff);
    }
    return new Ipv4Address(bits);
  }

  @Override
  public IpFamily family() {
    return IpFamily.IPV4;
  }

  /// The four bytes in network order.
  @Override
  public byte[] bytes() {
    return new byte[] {
      (byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits
    };
  }

  /// The address this many places further on; a negative distance goes back.
  ///
  /// @throws ArithmeticException if that leaves the IPv4 address space
  public Ipv4Address plus(long distance) {
    var sum = Integer.toUnsignedLong(bits) + distance;
    if (sum < 0 || sum > 0xffff_ffffL) {
      throw new ArithmeticException(this + " plus " + distance + " is not an IPv4 address");
    }
    return new Ipv4Address((int) sum);
  }

  /// This address alone, as a /32.
  @Override
  public Ipv4Prefix toPrefix() {
    return new Ipv4Prefix(this, BITS);
  }

  @Override
  public int compareTo(Ipv4Address other) {
    return Integer.compareUnsigned(bits, other.bits);
  }

  /// Dotted-decimal notation.
  @Override
  public String toString() {
    return (bits >>> 24)
        + "."
        + (bits >>> 16 & 0xff)
        + "."
        + (bits >>> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }

  private static int octet(String octet, String text) {
    var canonical = octet.length() == 1 || !octet.startsWith("0");
    if (octet.isEmpty()
        || octet.length() > 3
        || !canonical
        || !octet.chars().allMatch(Ipv4Address::isDigit)) {
      throw notAnAddress(text);
    }
    var value = Integer.parseInt(octet);
    if (value > 255) {
      throw notAnAddress(text);
    }
    return value;
  }

  private static boolean isDigit(int character) {
    return character >= '0' && character <= '9';
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException("not an IPv4 address: '" + text + "'");
  }
}
