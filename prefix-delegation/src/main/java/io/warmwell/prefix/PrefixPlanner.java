package io.warmwell.prefix;

import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.Growth;
import io.warmwell.pool.Need;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Shrinkage;
import io.warmwell.pool.Situation;
import io.warmwell.pool.Surplus;
import io.warmwell.pool.WarmTargets;
import java.util.ArrayList;
import java.util.List;

/// Plans with delegated /28 prefixes.
///
/// With WARM_IP_TARGET or MINIMUM_IP_TARGET set, the counts of addresses are rounded up to whole
/// prefixes. Else WARM_PREFIX_TARGET prefixes' worth of addresses is kept free; a target of 0 means
/// that a prefix is asked for when no address is left. Only prefixes that nobody uses go back.
///
/// In a subnet that has refused a /28 it takes single addresses on the same interfaces, no more
/// than pods and address targets need; each warm prefix that cannot be had is replaced by one
/// address, which takes the same slot. Once prefixes can be had again they are asked for, and the
/// single addresses, like those that another mode left here, drain and go back when idle.
public final class PrefixPlanner implements Planner {
  private static final int SIZE = BlockKind.PREFIX.size();

  @Override
  public BlockKind kind() {
    return BlockKind.PREFIX;
  }

  @Override
  public Plan plan(Situation situation) {
    var draining = situation.spareOutside(BlockKind.PREFIX);
    var total = situation.total() - draining;
    var spare = situation.spare() - draining;
    var wanted = needed(situation, total, spare);
    var urgent = needed(situation, situation.total(), situation.spare()) - exchangeable(situation);
    var growth = growth(situation, new Need(BlockKind.PREFIX, wanted, urgent, false));
    if (!growth.isEmpty()) {
      return new Plan(growth, Shrinkage.ofExcluded(situation, BlockKind.PREFIX));
    }
    var own = SIZE * surplus(situation, total, spare);
    var whole = situation.lacksPrefixes() ? Math.max(0, own) : own;
    var budget = new Surplus(BlockKind.PREFIX, whole, own, singles(situation, wanted));
    var excess = total - situation.capacity().addressesMax();
    return new Plan(growth, Shrinkage.of(situation, budget.beyondCap(excess)));
  }

  /// Prefixes that need no new interface, since idle single addresses will make room for them; not
  /// while pods lack addresses, for that takes a while.
  private static int exchangeable(Situation situation) {
    return situation.spare() < 0 ? 0 : situation.idleHere(BlockKind.ADDRESS);
  }

  /// Prefixes where they can be had, and single addresses elsewhere for what is still missing.
  private static List<Effect> growth(Situation situation, Need need) {
    var growth = new ArrayList<>(Growth.of(situation, need, situation::givesPrefixes));
    if (!situation.lacksPrefixes()) {
      return growth;
    }
    var then = situation.after(growth);
    var missing = replacements(then);
    var replacements = new Need(BlockKind.ADDRESS, missing, missing, false);
    growth.addAll(Growth.of(then, replacements, subnet -> !situation.givesPrefixes(subnet)));
    return growth;
  }

  private static int needed(Situation situation, int total, int spare) {
    var targets = situation.targets();
    if (targets.countAddresses()) {
      return BlockKind.PREFIX.blocksFor(targets.shortfall(total, spare));
    }
    if (spare >= SIZE * targets.warmPrefixes() + kept(targets)) {
      return 0;
    }
    var unclaimed = Math.min(situation.idlePrefixes(), Math.max(0, spare / SIZE));
    var claimed = BlockKind.PREFIX.blocksFor(Math.max(0, kept(targets) - spare));
    return Math.max(1, claimed + targets.warmPrefixes() - unclaimed);
  }

  private static int surplus(Situation situation, int total, int spare) {
    var targets = situation.targets();
    return targets.countAddresses()
        ? targets.surplus(total, spare) / SIZE
        : Math.min(situation.idlePrefixes(), (spare - kept(targets)) / SIZE)
            - targets.warmPrefixes();
  }

  /// The last free address, which growth would ask for again at once if it went.
  private static int kept(WarmTargets targets) {
    return targets.warmPrefixes() == 0 ? 1 : 0;
  }

  /// Single addresses that are missing where no prefix can be had.
  private static int replacements(Situation situation) {
    var targets = situation.targets();
    return targets.countAddresses()
        ? targets.shortfall(situation.total(), situation.spare())
        : warmReplacements(situation) - situation.spare();
  }

  /// Single addresses that can be done without.
  private static int singles(Situation situation, int wanted) {
    if (wanted <= 0) {
      return Surplus.ALL;
    }
    if (!situation.lacksPrefixes()) {
      return Surplus.exchange(BlockKind.PREFIX, wanted);
    }
    var targets = situation.targets();
    return targets.countAddresses()
        ? targets.surplus(situation.total(), situation.spare())
        : situation.spare() - warmReplacements(situation);
  }

  private static int warmReplacements(Situation situation) {
    return Math.max(1, situation.targets().warmPrefixes());
  }
}
