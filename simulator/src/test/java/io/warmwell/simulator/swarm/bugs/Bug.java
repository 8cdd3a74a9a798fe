package io.warmwell.simulator.swarm.bugs;

import io.warmwell.simulator.swarm.Parts;
import io.warmwell.simulator.swarm.Simulation;
import io.warmwell.simulator.swarm.SwarmOptions;
import io.warmwell.simulator.swarm.Violation;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// A mistake, planted into the parts of one daemon's life.
///
/// @param what the mistake in a sentence
/// @param checkers those that may notice; the first is the one it is meant for
/// @param parts made anew for each life
record Bug(String name, String what, Set<String> checkers, Supplier<Parts> parts) {
  private static final int NODES_MIN = 2;

  Bug {
    checkers = Set.copyOf(checkers);
  }

  static Bug of(String name, String what, Supplier<Parts> parts, String... checkers) {
    return new Bug(name, what, Set.of(checkers), parts);
  }

  /// What goes wrong in a world whose daemons all have the bug.
  Optional<Violation> in(long seed) {
    return run(
        seed,
        new Parts() {
          @Override
          public Parts ofOneLife() {
            return parts.get();
          }
        });
  }

  /// What goes wrong in the same world with what is really shipped.
  static Optional<Violation> withoutBugsIn(long seed) {
    return run(seed, Parts.production());
  }

  private static Optional<Violation> run(long seed, Parts parts) {
    return new Simulation(SwarmOptions.of(seed, NODES_MIN), parts, false).run().violation();
  }
}
