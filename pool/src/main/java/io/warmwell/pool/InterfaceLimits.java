package io.warmwell.pool;

/// What an instance type allows on its default network card.
///
/// Source: EC2 DescribeInstanceTypes, `networkInfo`.
///
/// @param interfaces ENIs that can be attached, the primary one included; at least 1
/// @param addressesPerInterface IPv4 addresses of one ENI, its primary address included; at least
///   1. A /28 prefix takes the place of one address.
public record InterfaceLimits(int interfaces, int addressesPerInterface) {

  /// @throws IllegalArgumentException if a limit is below 1
  public InterfaceLimits {
    if (interfaces < 1 || addressesPerInterface < 1) {
      throw new IllegalArgumentException(
          "limits start at 1: interfaces="
              + interfaces
              + " addresses-per-interface="
              + addressesPerInterface);
    }
  }

  /// How many secondary addresses or prefixes one ENI can carry beside its primary address.
  public int blocksPerInterface() {
    return addressesPerInterface - 1;
  }
}
