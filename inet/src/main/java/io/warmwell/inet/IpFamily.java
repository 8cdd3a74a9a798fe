package io.warmwell.inet;

/// The two families of addresses.
public enum IpFamily {
  IPV4,
  IPV6;

  /// The prefix of all its addresses: 0.0.0.0/0 or ::/0.
  public IpPrefix everywhere() {
    return switch (this) {
      case IPV4 -> Ipv4Prefix.EVERYWHERE;
      case IPV6 -> Ipv6Prefix.EVERYWHERE;
    };
  }
}
