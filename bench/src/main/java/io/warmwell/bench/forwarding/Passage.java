package io.warmwell.bench.forwarding;

import io.warmwell.bench.sample.Sample;

/// What passed from pod to pod between two nodes of one layout.
///
/// @param others how many other pods each of them has
/// @param took how long a million packets or bytes took, one a round
/// @param cpu processor time of that
record Passage(String layout, Load load, int others, Sample took, Sample cpu) {}
