package io.warmwell.simulator.swarm;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What a world has beside the subnets of its nodes, if its daemons look for more.
///
/// @param seek whether daemons look where interfaces can be made
/// @param lengths prefix lengths of subnets that are there for pods, 24 to 27
/// @param custom share of the nodes whose pods live in these alone, 0 to 1
/// @param retags mean time between changes of a subnet's tags, or of what a node's pods live in;
///   zero for never
/// @param regroups mean time between changes of a node's security groups; zero for never
/// @param cordons mean time until a node takes no pods, or takes some again; zero for never
public record Surroundings(
    boolean seek,
    List<Integer> lengths,
    double custom,
    Duration retags,
    Duration regroups,
    Duration cordons) {
  static final Surroundings NONE =
      new Surroundings(false, List.of(), 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  public Surroundings {
    lengths = List.copyOf(lengths);
  }

  /// In two worlds of five there are some.
  static Surroundings of(RandomGenerator random) {
    return random.nextInt(5) > 1
        ? NONE
        : new Surroundings(
            true,
            IntStream.range(0, 1 + random.nextInt(2))
                .mapToObj(_ -> 24 + random.nextInt(4))
                .toList(),
            random.nextInt(3) == 0 ? random.nextDouble() : 0,
            random.nextBoolean() ? minutes(random, 20) : Duration.ZERO,
            random.nextBoolean() ? minutes(random, 20) : Duration.ZERO,
            random.nextInt(3) == 0 ? minutes(random, 20) : Duration.ZERO);
  }

  private static Duration minutes(RandomGenerator random, int max) {
    return Duration.ofSeconds(60 + random.nextInt(60 * max));
  }
}
