package io.warmwell.pool;

/// Plans with secondary addresses, one by one or an ENI's worth at a time.
///
/// With WARM_IP_TARGET or MINIMUM_IP_TARGET set it keeps exact counts. Else it keeps
/// WARM_ENI_TARGET ENIs' worth of free addresses, takes them an ENI at a time, and gives back only
/// whole ENIs.
public final class AddressPlanner implements Planner {

  @Override
  public Plan plan(Situation situation) {
    var exact = situation.targets().countAddresses();
    var growth = Growth.of(situation, BlockKind.ADDRESS, needed(situation), !exact);
    var release = Shrinkage.of(situation, surplus(situation), exact);
    return new Plan(growth, release);
  }

  private static int needed(Situation situation) {
    var targets = situation.targets();
    var spare = situation.spare();
    if (targets.countAddresses()) {
      return targets.shortfall(situation.total(), spare);
    }
    if (targets.warmInterfaces() == 0) {
      return spare > 0 ? 0 : Math.max(1, -spare);
    }
    return warmInterfaces(situation) - spare;
  }

  private static int surplus(Situation situation) {
    var targets = situation.targets();
    return targets.countAddresses()
        ? targets.surplus(situation.total(), situation.spare())
        : situation.spare() - warmInterfaces(situation);
  }

  private static int warmInterfaces(Situation situation) {
    return situation.targets().warmInterfaces()
        * situation.capacity().limits().blocksPerInterface();
  }
}
