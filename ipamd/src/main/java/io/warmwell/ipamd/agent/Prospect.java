package io.warmwell.ipamd.agent;

import io.warmwell.pool.Situation;
import java.time.Instant;

/// What can still come in time for those who wait for an address. Pure.
///
/// @param situation with those who wait as its claims
/// @param resumes when EC2 is asked for more, [Instant#MAX] if it is not
/// @param isDoomed whether what is asked for was refused for a lasting reason the last time
/// @param cooled when the next resting address can be leased, [Instant#MAX] if none rests
record Prospect(Situation situation, Instant resumes, boolean isDoomed, Instant cooled) {

  /// Whether anything at all can come before a deadline.
  boolean reaches(Instant deadline) {
    return situation.coming() > 0 || resumes.isBefore(deadline) || !cooled.isAfter(deadline);
  }

  /// Whether what is there and what comes is enough for everybody before a deadline. What was
  /// refused for a lasting reason will be again, as far as is known: otherwise readiness would come
  /// and go with every try.
  ///
  /// @param rested addresses that will have rested by then
  boolean suffices(int rested, Instant deadline) {
    var sure = situation.pool().free() + rested;
    if (isDoomed) {
      return sure >= situation.claims();
    }
    return sure + situation.coming() >= situation.claims() || resumes.isBefore(deadline);
  }
}
