package io.warmwell.eni.iam;

/// The address families that pods of a node have.
public enum Families {
  /// Pods have IPv4 addresses alone.
  IPV4,
  /// Pods have IPv6 addresses alone; no interface is made for them.
  IPV6,
  /// Every pod has both.
  DUAL;

  /// The families that these settings mean.
  ///
  /// @throws IllegalArgumentException if it is neither
  public static Families of(boolean ipv4, boolean ipv6) {
    if (!ipv4 && !ipv6) {
      throw new IllegalArgumentException("pods have IPv4, IPv6 or both");
    }
    return ipv4 && ipv6 ? DUAL : ipv4 ? IPV4 : IPV6;
  }

  boolean ipv4() {
    return this != IPV6;
  }

  boolean ipv6() {
    return this != IPV4;
  }
}
