package io.warmwell.inet;

/// An address of either family.
public sealed interface IpAddress permits Ipv4Address, Ipv6Address {

  /// The family it belongs to.
  IpFamily family();

  /// Its bytes in network order: 4 or 16.
  byte[] bytes();

  /// This address alone, as a /32 or /128.
  IpPrefix toPrefix();

  /// Reads four or sixteen bytes in network order.
  ///
  /// @throws IllegalArgumentException for any other number of them
  static IpAddress of(byte[] bytes) {
    return bytes.length == Ipv6Address.BYTES ? Ipv6Address.of(bytes) : Ipv4Address.of(bytes);
  }
}
