package io.warmwell.bench.race;

import io.warmwell.bench.sample.Sample;

/// What was measured of one contestant.
///
/// @param callers how many called at a time
/// @param sample what each round showed
record Figures(String contestant, Measure measure, int callers, Sample sample) {}
