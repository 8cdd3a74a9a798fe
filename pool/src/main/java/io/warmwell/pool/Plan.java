package io.warmwell.pool;

import java.util.List;

/// What should happen next.
///
/// @param growth to be started at once
/// @param release to be started once the surplus has lasted
public record Plan(List<Effect> growth, List<Effect> release) {

  /// Nothing to do.
  public static final Plan NOTHING = new Plan(List.of(), List.of());

  /// The same without interfaces that come or go, and without blocks that come.
  public Plan releasingBlocksOnly() {
    return new Plan(
        List.of(), release.stream().filter(Effect.ReleaseBlocks.class::isInstance).toList());
  }

  public Plan {
    growth = List.copyOf(growth);
    release = List.copyOf(release);
  }
}
