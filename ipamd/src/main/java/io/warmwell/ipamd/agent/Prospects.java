package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.pool.Plan;
import io.warmwell.pool.Pool;
import io.warmwell.pool.Situation;
import java.time.Instant;
import java.util.function.Function;

/// What can still come for those who wait for an address, and what they are told if nothing can.
///
/// Owned by the agent thread.
final class Prospects {
  private final Pool pool;
  private final Growing growing;
  private final Function<Situation, Plan> plan;

  /// What keeps growth back.
  record Growing(GrowthPause pause, SubnetWatch subnets, Cordon cordon, Ec2Health health) {}

  /// @param plan what would be started in a situation
  Prospects(Pool pool, Growing growing, Function<Situation, Plan> plan) {
    this.pool = pool;
    this.growing = growing;
    this.plan = plan;
  }

  /// @param growsNow whether EC2 would be asked for more, if there is no pause
  Prospect of(Situation situation, boolean growsNow, Instant now) {
    var pause = growing.pause();
    var isAllowed = growing.health().mayCall();
    var asks = !isAllowed ? Instant.MAX : pause.isOver(now) ? now : pause.until();
    var cooled = pool.nextCooled(now).orElse(Instant.MAX);
    if (growsNow) {
      return new Prospect(situation, asks, isDoomed(situation, now), cooled);
    }
    var hope =
        growing
            .subnets()
            .hope(now)
            .filter(better -> !plan.apply(situation.with(better.subnets())).growth().isEmpty())
            .map(SubnetWatch.Hope::at);
    var resumes = hope.map(at -> at.isAfter(asks) ? at : asks).orElse(Instant.MAX);
    return new Prospect(situation, resumes, hope.isPresent() || isDoomed(situation, now), cooled);
  }

  /// Why there is no address.
  Leases.Answer.Refused shortage(
      Situation situation, Policy policy, boolean growsNow, Instant now) {
    var reason =
        growing
            .cordon()
            .reason(policy.care())
            .or(() -> growing.health().reason(now).filter(_ -> !growing.health().mayCall()))
            .or(growing.pause()::reason)
            .or(() -> growing.health().reason(now))
            .or(() -> growing.subnets().reason(now));
    return Shortage.refusal(situation, policy, growsNow || situation.coming() > 0, reason);
  }

  private boolean isDoomed(Situation situation, Instant now) {
    return growing.pause().isDoomed(situation.coming() > 0, now)
        || growing.subnets().isDoomed(situation.inFlight());
  }
}
