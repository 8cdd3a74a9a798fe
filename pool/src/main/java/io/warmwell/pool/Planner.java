package io.warmwell.pool;

/// Decides what should happen next. Pure: the same situation yields the same plan, and effects
/// already in flight are not asked for again.
public interface Planner {

  /// The plan for a situation.
  Plan plan(Situation situation);

  /// What it fills slots with. Blocks of the other kind, left by another mode or taken for want of
  /// this kind, get new leases only when this kind has none free.
  default BlockKind kind() {
    return BlockKind.ADDRESS;
  }
}
