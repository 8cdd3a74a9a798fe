package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.pool.Situation;
import java.util.Optional;

/// Says why there is no address, in numbers, and what to do about it.
final class Shortage {
  /// CNI specification 1.1.0, section 5, "Error": try again later.
  static final int TRY_AGAIN_LATER = 11;

  private Shortage() {}

  static Leases.Answer.Refused refusal(
      Situation situation, Policy policy, boolean couldGrow, Optional<String> failure) {
    var facts = facts(situation, policy);
    var cause =
        failure
            .map(
                reason ->
                    (couldGrow ? "" : limit(situation) + "; ") + "growing the pool: " + reason)
            .orElseGet(() -> couldGrow ? "more are on their way; try again" : limit(situation));
    return new Leases.Answer.Refused(
        TRY_AGAIN_LATER, "no free address: " + facts, facts + "; " + cause);
  }

  static Leases.Answer.Refused unrecorded(String reason) {
    return new Leases.Answer.Refused(TRY_AGAIN_LATER, "lease could not be recorded", reason);
  }

  private static String facts(Situation situation, Policy policy) {
    var pool = situation.pool();
    return "%d of %d assigned, %d cooling, %d coming, on %d of %d interfaces (%s)"
        .formatted(
            pool.assigned(),
            pool.total(),
            pool.cooling(),
            situation.coming(),
            pool.interfaces().size(),
            situation.capacity().interfacesMax(),
            policy.instanceType());
  }

  private static String limit(Situation situation) {
    if (situation.headroom() <= 0) {
      return "max-pods=%d reached; run fewer pods here or raise max-pods"
          .formatted(situation.capacity().addressesMax());
    }
    return situation.subnets().births().isEmpty() && situation.interfaceRoom() > 0
        ? "there is no subnet for another interface"
        : "the instance type's limits are reached; raise MAX_ENI, use"
            + " ENABLE_PREFIX_DELEGATION=true or a larger instance type";
  }
}
