package io.warmwell.simulator.contest;

import java.time.Duration;

/// A pod of a scenario.
///
/// @param node index of its node
/// @param at when it is bound there, from the scenario's beginning
/// @param life how long it runs, from the moment it does
public record PodPlan(int node, Duration at, Duration life) {}
