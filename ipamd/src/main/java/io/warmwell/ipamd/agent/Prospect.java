package io.warmwell.ipamd.agent;

import io.warmwell.pool.Situation;
import java.time.Instant;

/// What can still come in time for those who wait for an address. Pure.
///
/// @param situation with those who wait as its claims
/// @param couldGrow whether the planner would ask EC2 for more
/// @param cooled when the next resting address can be leased, [Instant#MAX] if none rests
record Prospect(
    Situation situation, boolean couldGrow, GrowthPause pause, Instant now, Instant cooled) {

  /// Whether anything at all can come before a deadline.
  boolean reaches(Instant deadline) {
    var grows = situation.coming() > 0 || (couldGrow && resumes().isBefore(deadline));
    return grows || !cooled.isAfter(deadline);
  }

  /// Whether what is there and what comes is enough for everybody before a deadline.
  ///
  /// @param rested addresses that will have rested by then
  boolean suffices(int rested, Instant deadline) {
    var sure = situation.pool().free() + rested;
    if (isDoomed()) {
      return sure >= situation.claims();
    }
    return sure + situation.coming() >= situation.claims()
        || (couldGrow && resumes().isBefore(deadline));
  }

  /// What was refused for a lasting reason will be again, as far as is known. Otherwise readiness
  /// would come and go with every try.
  private boolean isDoomed() {
    return pause.isLasting() && (!pause.isOver(now) || situation.coming() > 0);
  }

  private Instant resumes() {
    return pause.isOver(now) ? now : pause.until();
  }
}
