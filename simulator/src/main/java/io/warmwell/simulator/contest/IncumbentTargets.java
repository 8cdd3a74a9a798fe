package io.warmwell.simulator.contest;

import io.warmwell.pool.BlockKind;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.WarmTargets;

/// The incumbent's arithmetic of warm targets, for its default network card.
///
/// Source: reference/incumbent-ipam.md §5, whose letters the comments use: W, M, E and P are the
/// four targets, T total, A assigned, V = T − A, F free prefixes, TP all prefixes, K addresses of
/// one ENI.
///
/// @param podsMax growth stops once T reaches it
record IncumbentTargets(WarmTargets knobs, boolean prefixes, InterfaceLimits limits, int podsMax) {
  private static final int SIZE = BlockKind.PREFIX.size();

  /// What the pool holds. Addresses that cool down count as available (§3).
  ///
  /// @param freePrefixes prefixes of which no address is assigned
  record Stock(int total, int assigned, int prefixes, int freePrefixes) {
    int available() {
      return total - assigned;
    }
  }

  boolean isTooLow(Stock stock) {
    if (stock.total() >= podsMax) {
      return false;
    }
    if (knobs.countAddresses()) {
      return missing(stock) > 0;
    }
    var warm = prefixes ? SIZE * knobs.warmPrefixes() : addresses() * knobs.warmInterfaces();
    return stock.available() < warm || (warm == 0 && stock.available() == 0);
  }

  /// How many blocks are too many: secondary addresses, or prefixes.
  int excess(Stock stock) {
    if (knobs.countAddresses()) {
      return prefixes ? excessPrefixes(stock) : knobs.surplus(stock.total(), stock.available());
    }
    return prefixes ? Math.max(0, stock.freePrefixes() - knobs.warmPrefixes()) : 0;
  }

  /// How many blocks to ask for, as far as one ENI has room.
  int wanted(Stock stock) {
    if (prefixes) {
      return knobs.countAddresses()
          ? Math.max(1, BlockKind.PREFIX.blocksFor(missing(stock)))
          : Math.max(1, knobs.warmPrefixes() - stock.freePrefixes());
    }
    return knobs.countAddresses() ? missing(stock) : limits.blocksPerInterface();
  }

  /// Whether a cycle looks for an ENI to delete.
  ///
  /// @param anyUnused whether an ENI has no assigned address
  boolean triesToFree(Stock stock, boolean anyUnused) {
    if (knobs.countAddresses()) {
      return true;
    }
    var kept = prefixes ? knobs.warmPrefixes() + 1 : knobs.warmInterfaces() + 1;
    return stock.available() >= kept * addresses() || (prefixes && anyUnused);
  }

  /// Whether the targets hold with only these addresses left (§7, "Delete candidate").
  boolean areMetBy(Stock rest) {
    var warm = knobs.warmAddresses();
    var floor = prefixes ? SIZE * Math.ceilDiv(warm, SIZE) : warm;
    var warmPrefixes =
        prefixes && !knobs.countAddresses() && rest.freePrefixes() < knobs.warmPrefixes();
    return rest.available() >= floor && rest.total() >= knobs.minimumAddresses() && !warmPrefixes;
  }

  /// short = max(max(W − V, 0), M − T).
  private int missing(Stock stock) {
    return knobs.shortfall(stock.total(), stock.available());
  }

  /// min(F, TP − ceil((A + W) / 16)), then no more than TP − ceil(M / 16).
  private int excessPrefixes(Stock stock) {
    var used = Math.ceilDiv(stock.assigned() + knobs.warmAddresses(), SIZE);
    var over = Math.max(0, Math.min(stock.freePrefixes(), stock.prefixes() - used));
    var floor = Math.ceilDiv(knobs.minimumAddresses(), SIZE);
    return Math.max(0, Math.min(over, stock.prefixes() - floor));
  }

  /// K (§2.3): the addresses of one ENI beside its primary one, in prefixes if there are.
  private int addresses() {
    return prefixes ? SIZE * limits.blocksPerInterface() : limits.blocksPerInterface();
  }
}
