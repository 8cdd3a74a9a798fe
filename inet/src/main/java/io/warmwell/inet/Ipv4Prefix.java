package io.warmwell.inet;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// An IPv4 prefix in CIDR notation (RFC 4632), ordered by base address, then by length.
///
/// @param base the lowest address; its host bits are zero
/// @param length number of leading bits that are fixed, 0 to 32
public record Ipv4Prefix(Ipv4Address base, int length) implements IpPrefix, Comparable<Ipv4Prefix> {
  /// All addresses there are.
  public static final Ipv4Prefix EVERYWHERE = new Ipv4Prefix(new Ipv4Address(0), 0);

  /// @throws IllegalArgumentException if the length is out of range or the base has host bits set
  public Ipv4Prefix {
    if (length < 0 || length > Ipv4Address.BITS) {
      throw new IllegalArgumentException("IPv4 prefix length is 0 to 32, not " + length);
    }
    if ((base.bits() & ~mask(length)) != 0) {
      throw new IllegalArgumentException(base + "/" + length + " has host bits set");
    }
  }

  /// Reads CIDR notation, for example `10.0.1.96/28`.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static Ipv4Prefix parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,2}")) {
      throw new IllegalArgumentException("not an IPv4 prefix: '" + text + "'");
    }
    return new Ipv4Prefix(
        Ipv4Address.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /// The prefix of this length that an address lies in.
  public static Ipv4Prefix containing(Ipv4Address address, int length) {
    return new Ipv4Prefix(new Ipv4Address(address.bits() & mask(length)), length);
  }

  /// How many addresses it holds, 1 to 2³².
  public long size() {
    return 1L << (Ipv4Address.BITS - length);
  }

  /// The highest address.
  public Ipv4Address last() {
    return new Ipv4Address(base.bits() | ~mask(length));
  }

  /// Whether the address lies inside.
  public boolean contains(Ipv4Address address) {
    return (address.bits() & mask(length)) == base.bits();
  }

  /// Whether every address of the other lies inside.
  public boolean contains(Ipv4Prefix other) {
    return other.length >= length && contains(other.base);
  }

  /// Whether the two share an address.
  public boolean overlaps(Ipv4Prefix other) {
    return contains(other) || other.contains(this);
  }

  /// Its addresses, lowest first.
  ///
  /// @throws IllegalStateException if there are more than 2³¹ - 1 of them
  public Stream<Ipv4Address> addresses() {
    if (size() > Integer.MAX_VALUE) {
      throw new IllegalStateException(this + " is too large to list");
    }
    return IntStream.range(0, (int) size()).mapToObj(base::plus);
  }

  @Override
  public boolean isSingle() {
    return length == Ipv4Address.BITS;
  }

  @Override
  public int compareTo(Ipv4Prefix other) {
    var byBase = base.compareTo(other.base);
    return byBase != 0 ? byBase : Integer.compare(length, other.length);
  }

  /// CIDR notation.
  @Override
  public String toString() {
    return base + "/" + length;
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << (Ipv4Address.BITS - length);
  }
}
