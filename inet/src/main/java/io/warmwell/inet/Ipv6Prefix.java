package io.warmwell.inet;

/// An IPv6 prefix in CIDR notation (RFC 4291, section 2.3), ordered by base address, then by
/// length.
///
/// @param base the lowest address; its host bits are zero
/// @param length number of leading bits that are fixed, 0 to 128
public record Ipv6Prefix(Ipv6Address base, int length) implements IpPrefix, Comparable<Ipv6Prefix> {
  /// All addresses there are.
  public static final Ipv6Prefix EVERYWHERE = new Ipv6Prefix(new Ipv6Address(0, 0), 0);

  /// @throws IllegalArgumentException if the length is out of range or the base has host bits set
  public Ipv6Prefix {
    if (length < 0 || length > Ipv6Address.BITS) {
      throw new IllegalArgumentException("IPv6 prefix length is 0 to 128, not " + length);
    }
    if (!base.equals(masked(base, length))) {
      throw new IllegalArgumentException(base + "/" + length + " has host bits set");
    }
  }

  /// Reads CIDR notation, for example `2001:db8:0:1::/80`.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static Ipv6Prefix parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("not an IPv6 prefix: '" + text + "'");
    }
    return new Ipv6Prefix(
        Ipv6Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /// The prefix of this length that an address lies in.
  public static Ipv6Prefix containing(Ipv6Address address, int length) {
    return new Ipv6Prefix(masked(address, length), length);
  }

  /// Whether the address lies inside.
  public boolean contains(Ipv6Address address) {
    return masked(address, length).equals(base);
  }

  /// Whether every address of the other lies inside.
  public boolean contains(Ipv6Prefix other) {
    return other.length >= length && contains(other.base);
  }

  /// Whether the two share an address.
  public boolean overlaps(Ipv6Prefix other) {
    return contains(other) || other.contains(this);
  }

  /// Its address whose last 32 bits are those of an IPv4 address, the other host bits zero.
  ///
  /// @throws IllegalStateException if the prefix is longer than a /96
  public Ipv6Address embedding(Ipv4Address address) {
    if (length > Ipv6Address.BITS - Ipv4Address.BITS) {
      throw new IllegalStateException(this + " has no room for an IPv4 address");
    }
    return new Ipv6Address(base.high(), base.low() | Integer.toUnsignedLong(address.bits()));
  }

  @Override
  public boolean isSingle() {
    return length == Ipv6Address.BITS;
  }

  @Override
  public int compareTo(Ipv6Prefix other) {
    var byBase = base.compareTo(other.base);
    return byBase != 0 ? byBase : Integer.compare(length, other.length);
  }

  /// CIDR notation.
  @Override
  public String toString() {
    return base + "/" + length;
  }

  private static Ipv6Address masked(Ipv6Address address, int length) {
    return new Ipv6Address(address.high() & mask(length), address.low() & mask(length - Long.SIZE));
  }

  private static long mask(int length) {
    return length <= 0 ? 0 : length >= Long.SIZE ? -1 : -1L << (Long.SIZE - length);
  }
}
