package io.warmwell.prefix;

import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Growth;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Shrinkage;
import io.warmwell.pool.Situation;

/// Plans with delegated /28 prefixes.
///
/// With WARM_IP_TARGET or MINIMUM_IP_TARGET set, the counts of addresses are rounded up to whole
/// prefixes. Else WARM_PREFIX_TARGET prefixes' worth of addresses is kept free; a target of 0 means
/// that a prefix is asked for when no address is left. Only prefixes that nobody uses go back.
public final class PrefixPlanner implements Planner {
  private static final int SIZE = BlockKind.PREFIX.size();

  @Override
  public Plan plan(Situation situation) {
    var growth = Growth.of(situation, BlockKind.PREFIX, needed(situation), false);
    var release = Shrinkage.of(situation, SIZE * surplus(situation), true);
    return new Plan(growth, release);
  }

  private static int needed(Situation situation) {
    var targets = situation.targets();
    var spare = situation.spare();
    if (targets.countAddresses()) {
      return BlockKind.PREFIX.blocksFor(targets.shortfall(situation.total(), spare));
    }
    var enough = targets.warmPrefixes() == 0 ? spare > 0 : spare >= SIZE * targets.warmPrefixes();
    if (enough) {
      return 0;
    }
    var unclaimed = Math.min(situation.idlePrefixes(), Math.max(0, spare / SIZE));
    var claimed = BlockKind.PREFIX.blocksFor(Math.max(0, -spare));
    return Math.max(1, claimed + targets.warmPrefixes() - unclaimed);
  }

  private static int surplus(Situation situation) {
    var targets = situation.targets();
    var idle = situation.idlePrefixes();
    if (!targets.countAddresses()) {
      return Math.min(idle, situation.spare() / SIZE) - targets.warmPrefixes();
    }
    var used = situation.pool().assigned() + situation.pool().cooling() + targets.warmAddresses();
    var kept =
        Math.max(
            BlockKind.PREFIX.blocksFor(used),
            BlockKind.PREFIX.blocksFor(targets.minimumAddresses()));
    return Math.min(idle, situation.prefixes() - kept);
  }
}
