package io.warmwell.simulator.contest;

import io.warmwell.pool.WarmTargets;

/// Who runs the nodes of a scenario, and with which targets.
public record Contestant(Kind kind, WarmTargets targets) {

  /// What both daemons use when nobody sets a target: the incumbent's manifest.
  ///
  /// Source: reference/incumbent-knobs.md §1.
  public static final WarmTargets DEFAULTS = new WarmTargets(1, 0, 0, 1);

  /// Which daemon.
  public enum Kind {
    WARMWELL("Warmwell"),
    INCUMBENT("incumbent's loop"),
    EC2_ALONE("EC2 alone");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    @Override
    public String toString() {
      return title;
    }
  }

  /// A contestant with the defaults.
  public static Contestant of(Kind kind) {
    return new Contestant(kind, DEFAULTS);
  }

  /// The targets that differ from the defaults, as a user would set them.
  public String settings() {
    if (targets.equals(DEFAULTS)) {
      return "defaults";
    }
    if (!targets.countAddresses()) {
      return targets.warmInterfaces() == DEFAULTS.warmInterfaces()
          ? "WARM_PREFIX_TARGET=" + targets.warmPrefixes()
          : "WARM_ENI_TARGET=" + targets.warmInterfaces();
    }
    var minimum =
        targets.minimumAddresses() == 0 ? "" : " MINIMUM_IP_TARGET=" + targets.minimumAddresses();
    return "WARM_IP_TARGET=" + targets.warmAddresses() + minimum;
  }
}
