package io.warmwell.simulator.swarm.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.swarm.Violation;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Replays each bug in the world where the hunt found it; `make bugs` hunts anew.
class PlantedBugsTest {
  private static final int BUGS_MIN = 20;

  @TestFactory
  Stream<DynamicTest> aPlantedBugIsNoticed() {
    var seeds = RecordedSeeds.read();
    return Bugs.all().stream()
        .map(
            bug ->
                DynamicTest.dynamicTest(
                    bug.name() + ": " + bug.what(),
                    () ->
                        assertThat(bug.in(seeds.getOrDefault(bug.name(), 1L)))
                            .as("%s; if worlds have changed, run `make bugs`", bug.name())
                            .map(Violation::checker)
                            .get()
                            .isIn(bug.checkers())));
  }

  @Test
  void theSameWorldsAreFineWithoutBugs() {
    var seeds = new HashSet<>(RecordedSeeds.read().values());

    assertThat(seeds).isNotEmpty().allMatch(seed -> Bug.withoutBugsIn(seed).isEmpty());
  }

  @Test
  void everyBugHasItsOwnNameAndASeed() {
    var names = Bugs.all().stream().map(Bug::name).toList();

    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(BUGS_MIN);
    assertThat(RecordedSeeds.read().keySet()).containsExactlyInAnyOrderElementsOf(names);
  }
}
