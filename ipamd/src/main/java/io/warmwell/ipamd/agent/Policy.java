package io.warmwell.ipamd.agent;

import io.warmwell.pool.Capacity;
import io.warmwell.pool.WarmTargets;
import java.time.Duration;

/// What the agent is told to aim at.
///
/// @param addWait how long an ADD waits for an address that can still come
/// @param releaseDelay how long a surplus must last before it is given back
/// @param instanceType named in explanations
/// @param care what it sees to besides
public record Policy(
    WarmTargets targets,
    Capacity capacity,
    Duration addWait,
    Duration releaseDelay,
    Duration coolDown,
    String instanceType,
    Care care) {

  /// One that sees to addresses alone.
  public Policy(
      WarmTargets targets,
      Capacity capacity,
      Duration addWait,
      Duration releaseDelay,
      Duration coolDown,
      String instanceType) {
    this(targets, capacity, addWait, releaseDelay, coolDown, instanceType, Care.NONE);
  }
}
