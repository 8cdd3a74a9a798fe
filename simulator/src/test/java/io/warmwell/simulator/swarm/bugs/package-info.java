/// Mistakes that somebody made or could make, planted into simulated daemons to see that the
/// checkers notice.
@NullMarked
package io.warmwell.simulator.swarm.bugs;

import org.jspecify.annotations.NullMarked;
