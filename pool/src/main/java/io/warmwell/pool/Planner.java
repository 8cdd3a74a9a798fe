package io.warmwell.pool;

/// Decides what should happen next. Pure: the same situation yields the same plan, and effects
/// already in flight are not asked for again.
public interface Planner {

  /// The plan for a situation.
  Plan plan(Situation situation);
}
