package io.warmwell.inet;

/// A prefix of either family.
public sealed interface IpPrefix permits Ipv4Prefix, Ipv6Prefix {

  /// The lowest address; its host bits are zero.
  IpAddress base();

  /// The family it belongs to.
  default IpFamily family() {
    return base().family();
  }

  /// Whether it is one address.
  boolean isSingle();

  /// Number of leading bits that are fixed: 0 to 32, or 0 to 128.
  int length();

  /// The prefix of this length that an address lies in.
  static IpPrefix containing(IpAddress address, int length) {
    return switch (address) {
      case Ipv4Address ipv4 -> Ipv4Prefix.containing(ipv4, length);
      case Ipv6Address ipv6 -> Ipv6Prefix.containing(ipv6, length);
    };
  }
}
