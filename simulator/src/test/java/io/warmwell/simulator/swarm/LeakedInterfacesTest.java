package io.warmwell.simulator.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Interface;
import io.warmwell.ipamd.sweep.Caution;
import io.warmwell.simulator.swarm.LeakWorld.Trouble;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What dead machines leave goes, and nothing else, however long the living sleep.
class LeakedInterfacesTest {
  private static final int MACHINES = 6;
  private static final Duration TROUBLED = Duration.ofHours(12);

  /// The sweep's age and two looks, a leader that must be followed, and some.
  private static final Duration CALM = Duration.ofHours(4);

  @ParameterizedTest
  @MethodSource("seeds")
  void sweepsDeleteExactlyWhatDeadMachinesLeft(long seed) {
    try (var world = populated(seed, Trouble.production())) {
      world.run(TROUBLED);
      assertThat(world.violations()).as("seed %d", seed).isEmpty();

      world.calm();
      world.run(CALM);

      assertThat(world.violations()).as("seed %d", seed).isEmpty();
      assertThat(world.leaked()).as("seed %d", seed).isEmpty();
      assertThat(world.foreignLeft()).as("seed %d", seed).isEqualTo(world.foreign());
      assertThat(world.swept()).as("seed %d", seed).isPositive();
      assertThat(world.led()).as("seed %d", seed).isGreaterThan(0.5);
    }
  }

  @Test
  void whereverInTheLifeOfAnInterfaceItsMachineDies() {
    var deaths = 0;
    var leaks = 0;
    for (var call = 1; ; call++) {
      try (var world = new LeakWorld(call, Trouble.production().none())) {
        world.launch();
        var mortal = world.launch();
        var made = mortal.liveAndDie(call);
        world.run(Duration.ofMinutes(1));
        if (mortal.lives()) {
          assertThat(made.get()).as("calls of a life").isGreaterThan(6);
          break;
        }
        deaths++;
        leaks += world.leaked().size();

        world.run(CALM);

        assertThat(world.leaked()).as("died at call %d", call).isEmpty();
        assertThat(world.violations()).isEmpty();
        assertThat(world.foreignLeft()).isEqualTo(world.foreign());
      }
    }
    assertThat(deaths).isGreaterThan(6);
    assertThat(leaks).as("deaths that leaked").isGreaterThan(2);
  }

  @Test
  void whatTellsNoTimeOfItsCreationGoesToo() {
    try (var world = new LeakWorld(1, Trouble.production().none())) {
      world.launch();
      var tags = Map.of(Interface.INSTANCE_TAG, "i-old", Interface.CLUSTER_TAG, LeakWorld.CLUSTER);
      var eni = world.add(Interface.DESCRIPTION_PREFIX + "i-old", tags);

      world.run(Caution.AGE);
      assertThat(world.leaked()).containsExactly(eni);
      world.run(CALM);

      assertThat(world.leaked()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void twoNeverLeadAtATimeWhileClocksRun(long seed) {
    try (var world = populated(seed, Trouble.production().awake())) {
      world.run(TROUBLED);

      assertThat(world.longestOverlap()).as("seed %d", seed).isZero();
      assertThat(world.violations()).as("seed %d", seed).isEmpty();
    }
  }

  /// A machine whose clock stood still may believe for the rest of its reign that it leads.
  @ParameterizedTest
  @MethodSource("seeds")
  void aMachineThatWakesUpDoesNotLeadForLong(long seed) {
    try (var world = populated(seed, Trouble.production())) {
      world.run(TROUBLED);

      assertThat(world.longestOverlap())
          .as("seed %d", seed)
          .isLessThanOrEqualTo(Duration.ofMinutes(12));
    }
  }

  @Test
  void theElectionAsksTheApiServerSeldom() {
    try (var world = new LeakWorld(1, Trouble.production().none())) {
      var machines = 50;
      for (var i = 0; i < machines; i++) {
        world.launch();
      }
      world.run(TROUBLED);

      var hours = TROUBLED.toHours();
      assertThat(world.lease().reads() / (double) (machines * hours)).isBetween(2.5, 4.0);
      assertThat(world.lease().writes() / (double) hours).isBetween(15.0, 25.0);
    }
  }

  @Test
  void aSweepThatDoesNotAskForInstancesIsCaught() {
    var blind =
        Trouble.production()
            .with(
                (instance, ec2) ->
                    new Ec2Decorator(ec2) {
                      @Override
                      public Set<String> existingInstances(Set<String> ids) {
                        return Set.of(instance);
                      }
                    });

    assertThat(isCaught(blind, TROUBLED)).isTrue();
  }

  @Test
  void aSweepWithoutPatienceIsCaught() {
    assertThat(isCaught(Trouble.production().hasty(), Duration.ofHours(4))).isTrue();
  }

  /// `-Dseeds=200` tries more worlds.
  static LongStream seeds() {
    return LongStream.rangeClosed(1, Long.getLong("seeds", 3));
  }

  private static boolean isCaught(Trouble trouble, Duration within) {
    return LongStream.rangeClosed(1, 10)
        .anyMatch(
            seed -> {
              try (var world = populated(seed, trouble)) {
                world.run(within);
                return !world.violations().isEmpty();
              }
            });
  }

  private static LeakWorld populated(long seed, Trouble trouble) {
    var world = new LeakWorld(seed, trouble);
    for (var i = 0; i < MACHINES; i++) {
      world.addMachine();
    }
    return world;
  }
}
