package io.warmwell.pool;

/// How far the pool may grow on this node.
///
/// @param limits of the instance type, with MAX_ENI already applied to the interfaces
/// @param foreignInterfaces attached ENIs that are not the daemon's but take up places
/// @param addressesMax max-pods: growth stops at this many addresses, rounded up to whole blocks
public record Capacity(InterfaceLimits limits, int foreignInterfaces, int addressesMax) {

  /// @throws IllegalArgumentException if a number is negative
  public Capacity {
    if (foreignInterfaces < 0 || addressesMax < 0) {
      throw new IllegalArgumentException("capacity is zero or more");
    }
  }

  /// How many ENIs the daemon may use, the primary included.
  public int interfacesMax() {
    return Math.max(1, limits.interfaces() - foreignInterfaces);
  }
}
