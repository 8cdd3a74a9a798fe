package io.warmwell.inet;

/// The two families of addresses.
public enum IpFamily {
  IPV4,
  IPV6;

  /// The prefix of all its addresses: 0.0.0.0/0 or ::/0.
  public IpPrefix everywhere() {
    return switch (this) {
      case IPV4 -> new Ipv4Prefix(new Ipv4Address(0), 0);
      case IPV6 -> new Ipv6Prefix(new Ipv6Address(0, 0), 0);
    };
  }
}
