package io.warmwell.inet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/// An IPv6 address, ordered as an unsigned number (RFC 4291).
///
/// @param high the first eight bytes in network order, read as one number
/// @param low the last eight
public record Ipv6Address(long high, long low) implements IpAddress, Comparable<Ipv6Address> {
  /// Number of bits in an IPv6 address.
  public static final int BITS = 128;

  static final int BYTES = BITS / Byte.SIZE;

  private static final int GROUPS = 8;
  private static final int GROUP_BITS = 16;
  private static final int GROUP_MASK = 0xffff;
  private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");

  /// Reads the text forms of RFC 4291, section 2.2, without a zone.
  ///
  /// @throws IllegalArgumentException if the text is anything else
  public static Ipv6Address parse(String text) {
    var halves = text.split("::", -1);
    if (halves.length > 2) {
      throw notAnAddress(text);
    }
    var head = groups(halves[0], text);
    var tail = halves.length == 1 ? List.<Integer>of() : groups(halves[1], text);
    var left = GROUPS - head.size() - tail.size();
    // "::" stands for one group of zeros at least.
    if (halves.length == 1 ? left != 0 : left < 1) {
      throw notAnAddress(text);
    }
    var all = new ArrayList<>(head);
    all.addAll(Collections.nCopies(left, 0));
    all.addAll(tail);
    return new Ipv6Address(join(all.subList(0, GROUPS / 2)), join(all.subList(GROUPS / 2, GROUPS)));
  }

  /// Reads sixteen bytes in network order.
  ///
  /// @throws IllegalArgumentException if there are not exactly sixteen
  public static Ipv6Address of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("IPv6 address has 16 bytes, not " + bytes.length);
    }
    var buffer = ByteBuffer.wrap(bytes);
    return new Ipv6Address(buffer.getLong(), buffer.getLong());
  }

  /// The IPv4 address of its last 32 bits.
  public Ipv4Address embedded() {
    return new Ipv4Address((int) low);
  }

  @Override
  public IpFamily family() {
    return IpFamily.IPV6;
  }

  @Override
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public Ipv6Prefix toPrefix() {
    return new Ipv6Prefix(this, BITS);
  }

  @Override
  public int compareTo(Ipv6Address other) {
    var byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /// The form that RFC 5952 recommends: lower case, no leading zeros, the first of the longest runs
  /// of two or more zero groups as `::`.
  @Override
  public String toString() {
    var longest = longestZeros();
    var text = new StringBuilder();
    for (var group = 0; group < GROUPS; group++) {
      if (group == longest.start()) {
        text.append("::");
        group += longest.length() - 1;
      } else {
        var isFirst = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(isFirst ? "" : ":").append(Integer.toHexString(group(group)));
      }
    }
    return text.toString();
  }

  private int group(int index) {
    var half = index < GROUPS / 2 ? high : low;
    return (int) (half >>> (GROUP_BITS * (3 - index % 4))) & GROUP_MASK;
  }

  /// @param start the first group, -1 for none
  private record Run(int start, int length) {}

  private Run longestZeros() {
    var longest = new Run(-1, 1);
    var length = 0;
    for (var group = 0; group < GROUPS; group++) {
      length = group(group) == 0 ? length + 1 : 0;
      if (length > longest.length()) {
        longest = new Run(group - length + 1, length);
      }
    }
    return longest;
  }

  /// One side of the `::`; the last two groups may be written as an IPv4 address.
  private static List<Integer> groups(String side, String text) {
    var groups = new ArrayList<Integer>();
    var words = side.isEmpty() ? new String[0] : side.split(":", -1);
    for (var i = 0; i < words.length; i++) {
      if (i == words.length - 1 && words[i].contains(".")) {
        var bits = ipv4(words[i], text).bits();
        groups.add(bits >>> GROUP_BITS);
        groups.add(bits & GROUP_MASK);
      } else if (GROUP.matcher(words[i]).matches()) {
        groups.add(Integer.parseInt(words[i], 16));
      } else {
        throw notAnAddress(text);
      }
    }
    return groups;
  }

  private static Ipv4Address ipv4(String word, String text) {
    try {
      return Ipv4Address.parse(word);
    } catch (IllegalArgumentException _) {
      throw notAnAddress(text);
    }
  }

  private static long join(List<Integer> groups) {
    var bits = 0L;
    for (var group : groups) {
      bits = bits << GROUP_BITS | group;
    }
    return bits;
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException("not an IPv6 address: '" + text + "'");
  }
}
