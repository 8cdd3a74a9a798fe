package io.warmwell.pool;

/// Plans with secondary addresses, one by one or an ENI's worth at a time.
///
/// With WARM_IP_TARGET or MINIMUM_IP_TARGET set it keeps exact counts. Else it keeps
/// WARM_ENI_TARGET ENIs' worth of free addresses, one address at least, takes them an ENI at a
/// time, and gives back only whole ENIs.
///
/// Prefixes that another mode left here serve pods while no single address is free; they are not
/// added to, drain, and go back once idle.
public final class AddressPlanner implements Planner {

  @Override
  public Plan plan(Situation situation) {
    var exact = situation.targets().countAddresses();
    var draining = situation.spareOutside(BlockKind.ADDRESS);
    var total = situation.total() - draining;
    var spare = situation.spare() - draining;
    var wanted = needed(situation, total, spare);
    var urgent = needed(situation, situation.total(), situation.spare());
    var need = new Need(BlockKind.ADDRESS, wanted, urgent, !exact);
    var growth = Growth.of(situation, need, _ -> true);
    if (!growth.isEmpty()) {
      return new Plan(growth, Shrinkage.ofExcluded(situation, BlockKind.ADDRESS));
    }
    var others = wanted <= 0 ? Surplus.ALL : Surplus.exchange(BlockKind.ADDRESS, wanted);
    var surplus = surplus(situation, total, spare);
    var budget = new Surplus(BlockKind.ADDRESS, surplus, exact ? surplus : 0, others);
    var excess = total - situation.capacity().addressesMax();
    return new Plan(growth, Shrinkage.of(situation, budget.beyondCap(excess)));
  }

  private static int needed(Situation situation, int total, int spare) {
    var targets = situation.targets();
    return targets.countAddresses() ? targets.shortfall(total, spare) : kept(situation) - spare;
  }

  private static int surplus(Situation situation, int total, int spare) {
    var targets = situation.targets();
    return targets.countAddresses() ? targets.surplus(total, spare) : spare - kept(situation);
  }

  /// Free addresses that are kept while no address target is set.
  private static int kept(Situation situation) {
    var perInterface = situation.capacity().limits().blocksPerInterface();
    return Math.max(1, situation.targets().warmInterfaces() * perInterface);
  }
}
