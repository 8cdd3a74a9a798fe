/// A swarm of simulated nodes: the production agent in virtual time, faults from a seed, and
/// checkers that judge what happened.
@NullMarked
package io.warmwell.simulator.swarm;

import org.jspecify.annotations.NullMarked;
