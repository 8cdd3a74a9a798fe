package io.warmwell.ipamd.agent;

import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import java.util.Collection;

/// How much growth may be under way at once. Stateless.
final class GrowthBound {
  /// Growth effects under way at once; each is one or a few EC2 calls.
  static final int EFFECTS_MAX = 16;

  /// Additions to one interface under way at once. What is missing beyond them is asked for in one
  /// call once one of them has answered, instead of in one call per ADD; the second is there so
  /// that a call that hangs does not hold up the others.
  static final int ADDITIONS_PER_INTERFACE_MAX = 2;

  private GrowthBound() {}

  /// Whether an effect may join those in flight at its interface.
  static boolean admits(Effect growth, Collection<Effect> inFlight) {
    return !(growth instanceof Effect.AddBlocks(EniId eni, _, _))
        || inFlight.stream()
                .filter(
                    started ->
                        started instanceof Effect.AddBlocks(var same, _, _) && same.equals(eni))
                .count()
            < ADDITIONS_PER_INTERFACE_MAX;
  }
}
