package io.warmwell.simulator.swarm;

import java.time.Duration;

/// A promise that was not kept.
///
/// @param after virtual time since the beginning
/// @param checker name of the promise
/// @param facts what was seen
public record Violation(long seed, Duration after, String checker, String facts) {

  /// What a person needs: what, when, and how to see it again.
  @Override
  public String toString() {
    return """
    seed %d, after %s: %s
      %s
      replay: make simulate SEEDS=1 FIRST_SEED=%d STORY=1"""
        .formatted(seed, after, checker, facts, seed);
  }
}
