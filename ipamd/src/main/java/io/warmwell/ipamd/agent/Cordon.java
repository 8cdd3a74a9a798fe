package io.warmwell.ipamd.agent;

import io.warmwell.pool.Plan;
import java.util.Optional;

/// Whether the node takes no pods but those of daemons. Then no interface comes or goes, and no
/// address comes; what is idle goes back. Nothing at all comes or goes where the operator wants it
/// so.
///
/// Owned by the agent thread.
final class Cordon {
  private boolean isUp;

  void put(boolean up) {
    isUp = up;
  }

  /// What is left of a plan.
  Plan restrain(Plan plan, Care care) {
    if (!care.provisions()) {
      return Plan.NOTHING;
    }
    return holds(care) ? plan.releasingBlocksOnly() : plan;
  }

  /// Why nothing grows, if it does not.
  Optional<String> reason(Care care) {
    if (!care.provisions()) {
      return Optional.of(
          "nothing is changed at EC2; attach more addresses or unset"
              + " DISABLE_NETWORK_RESOURCE_PROVISIONING");
    }
    return holds(care)
        ? Optional.of(
            "the node is unschedulable; uncordon it or set AWS_MANAGE_ENIS_NON_SCHEDULABLE=true")
        : Optional.empty();
  }

  private boolean holds(Care care) {
    return isUp && !care.growsUnschedulable();
  }
}
