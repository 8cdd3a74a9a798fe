package io.warmwell.pool;

/// How far the pool may grow on this node.
///
/// @param limits of the instance type, with MAX_ENI already applied to the interfaces
/// @param foreignInterfaces attached ENIs that are not the daemon's but take up places
/// @param trunks how many of these are trunks, which branch ENIs of pods need
/// @param keepsTrunkPlace whether one place stays free as long as no trunk is there
/// @param addressesMax max-pods: growth stops at this many addresses, rounded up to whole blocks
public record Capacity(
    InterfaceLimits limits,
    int foreignInterfaces,
    int trunks,
    boolean keepsTrunkPlace,
    int addressesMax) {

  /// @throws IllegalArgumentException if a number is negative, or there are more trunks than ENIs
  public Capacity {
    if (foreignInterfaces < 0 || trunks < 0 || addressesMax < 0) {
      throw new IllegalArgumentException("capacity is zero or more");
    }
    if (trunks > foreignInterfaces) {
      throw new IllegalArgumentException(
          "trunks=%d of foreign interfaces=%d".formatted(trunks, foreignInterfaces));
    }
  }

  /// On a node where no trunk is and none will come.
  public Capacity(InterfaceLimits limits, int foreignInterfaces, int addressesMax) {
    this(limits, foreignInterfaces, 0, false, addressesMax);
  }

  /// The same beside other ENIs that are not the daemon's.
  public Capacity beside(int otherInterfaces, int otherTrunks) {
    return new Capacity(limits, otherInterfaces, otherTrunks, keepsTrunkPlace, addressesMax);
  }

  /// How many ENIs the daemon may use, the primary included.
  public int interfacesMax() {
    var kept = keepsTrunkPlace && trunks == 0 ? 1 : 0;
    return Math.max(1, limits.interfaces() - foreignInterfaces - kept);
  }
}
