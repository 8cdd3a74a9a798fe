/// A contest in virtual time: the production agent against a model of the incumbent's documented
/// pool loop, with the same pods and the same EC2.
@NullMarked
package io.warmwell.simulator.contest;

import org.jspecify.annotations.NullMarked;
