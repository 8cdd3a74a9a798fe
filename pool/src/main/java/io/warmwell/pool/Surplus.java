package io.warmwell.pool;

/// How much can be done without, in addresses.
///
/// @param kind what the planner fills slots with
/// @param whole addresses of that kind that may go with their interface; less than zero keeps all
///   interfaces, zero lets go of those without any address
/// @param blocks addresses of that kind that may go block by block
/// @param others addresses in idle blocks of the other kind that may go
public record Surplus(BlockKind kind, int whole, int blocks, int others) {

  /// A budget that every idle block fits into.
  public static final int ALL = Integer.MAX_VALUE;

  /// What may go of the other kind so that the missing blocks find a place: a slot is freed for
  /// each block, as far as whole blocks of the other kind hold that many addresses.
  ///
  /// @param missing blocks of the planner's kind that found no place
  public static int exchange(BlockKind kind, int missing) {
    var other = kind.other();
    return other.blocksFor(Math.max(0, missing)) * other.size();
  }

  /// The same, with so many addresses more than max-pods allows: they go block by block whatever
  /// the targets say.
  public Surplus beyondCap(int excess) {
    var units = excess / kind.size() * kind.size();
    return units <= 0
        ? this
        : new Surplus(kind, Math.max(whole, units), Math.max(blocks, units), others);
  }
}
