package io.warmwell.simulator.swarm.bugs;

import java.util.List;
import java.util.stream.Stream;

/// The planted bugs, all of them.
final class Bugs {
  private Bugs() {}

  static List<Bug> all() {
    return Stream.of(
            MemoryBugs.all(),
            Ec2Bugs.all(),
            PlannerBugs.all(),
            AgentBugs.all(),
            EndingBugs.all(),
            RebootBugs.all())
        .flatMap(List::stream)
        .toList();
  }
}
