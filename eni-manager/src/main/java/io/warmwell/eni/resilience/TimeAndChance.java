package io.warmwell.eni.resilience;

import io.warmwell.eni.Pause;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What a call waits by.
///
/// @param pause lets time pass
/// @param random source of jitter, safe for concurrent use
public record TimeAndChance(InstantSource clock, Pause pause, RandomGenerator random) {}
