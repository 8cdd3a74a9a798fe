package io.warmwell.simulator.swarm.bugs;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.simulator.swarm.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Looks for the first world in which each bug is noticed, prints them, and records the seeds for
/// [PlantedBugsTest]. Not part of the build: `make bugs` runs it.
class BugHunt {
  private static final long SEEDS_MAX = 1_000;
  private static final String ROW = "%-34s %5s  %s%n";

  private final Map<Long, Boolean> fine = new HashMap<>();
  private final Map<String, Long> found = new TreeMap<>();
  private final List<String> unnoticed = new ArrayList<>();

  private record Catch(long seed, Violation violation) {}

  @Test
  void everyBugIsNoticedWithinAThousandWorlds() throws InterruptedException {
    // The simulation hands its baton over more cheaply between virtual threads.
    Thread.ofVirtual().start(this::hunt).join();

    assertThat(unnoticed).isEmpty();
    RecordedSeeds.write(found);
  }

  private void hunt() {
    System.out.printf(ROW, "bug", "seed", "caught by");
    for (var bug : Bugs.all()) {
      var caught = hunt(bug);
      caught.ifPresentOrElse(
          one -> found.put(bug.name(), one.seed()), () -> unnoticed.add(bug.name()));
      System.out.printf(
          ROW,
          bug.name(),
          caught.map(one -> "" + one.seed()).orElse("-"),
          caught.map(one -> one.violation().checker()).orElse("NOT CAUGHT"));
    }
    System.out.printf(
        "%d bugs, %d caught within %d seeds%n", Bugs.all().size(), found.size(), SEEDS_MAX);
  }

  /// A world in which production fails too proves nothing.
  private Optional<Catch> hunt(Bug bug) {
    return LongStream.rangeClosed(1, SEEDS_MAX)
        .boxed()
        .flatMap(seed -> bug.in(seed).map(violation -> new Catch(seed, violation)).stream())
        .filter(one -> bug.checkers().contains(one.violation().checker()))
        .filter(one -> isFine(one.seed()))
        .findFirst();
  }

  private boolean isFine(long seed) {
    return fine.computeIfAbsent(seed, one -> Bug.withoutBugsIn(one).isEmpty());
  }
}
