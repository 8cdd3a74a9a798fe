package io.warmwell.simulator.contest;

import io.warmwell.pool.InterfaceLimits;
import io.warmwell.simulator.swarm.CalmWorld;
import io.warmwell.simulator.swarm.SwarmOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// The scenarios of the contest.
///
/// Limits: reference/incumbent-ipam.md §12; how many pods a node takes: EKS's 110 with prefixes,
/// ENIs × (addresses − 1) + 2 without, of which two are on the host's network.
public final class Scenarios {
  private static final SwarmOptions.Type M5_LARGE =
      new SwarmOptions.Type("m5.large", new InterfaceLimits(3, 10));
  private static final SwarmOptions.Type M5_XLARGE =
      new SwarmOptions.Type("m5.xlarge", new InterfaceLimits(4, 15));
  private static final SwarmOptions.Type C5_4XLARGE =
      new SwarmOptions.Type("c5.4xlarge", new InterfaceLimits(8, 30));
  private static final int PODS_WITH_PREFIXES = 110;
  private static final int PODS_ON_HOST = 2;

  /// IP_COOLDOWN_PERIOD's default, reference/incumbent-ipam.md §1.
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);

  private static final Duration UP = Duration.ofMinutes(5);
  private static final Duration GROWTH = Duration.ofMinutes(3);
  private static final Duration FOREVER = Duration.ofDays(1);

  private Scenarios() {}

  /// As many pods as an m5.xlarge takes come to it, at once or a few each second.
  public static List<Scenario> growth() {
    var all = Duration.ZERO;
    var stream = Duration.ofMillis(100);
    return List.of(
        growth("110 pods at once, just started, /28s", true, Duration.ZERO, all),
        growth("110 pods at once, up for 5 min, /28s", true, UP, all),
        growth("110 pods, 10 a second, /28s", true, UP, stream),
        growth("56 pods at once, just started, /32s", false, Duration.ZERO, all),
        growth("56 pods at once, up for 5 min, /32s", false, UP, all),
        growth("56 pods, 10 a second, /32s", false, UP, stream));
  }

  /// A day of pods that come and go on five nodes of three types.
  ///
  /// @param prefixes whether the nodes use /28s
  /// @param seed decides which pods come
  public static Scenario day(boolean prefixes, long seed) {
    var nodes =
        List.of(
            node(M5_XLARGE, prefixes),
            node(M5_XLARGE, prefixes),
            node(C5_4XLARGE, prefixes),
            node(M5_LARGE, prefixes),
            node(M5_LARGE, prefixes));
    var pods =
        new Churn(seed, nodes.stream().map(node -> node.podsMax() - PODS_ON_HOST).toList()).day();
    return new Scenario(
        prefixes ? "a day of churn, /28s" : "a day of churn, /32s",
        nodes,
        UP,
        pods,
        Duration.ofDays(1));
  }

  private static Scenario growth(String name, boolean prefixes, Duration up, Duration between) {
    var node = node(M5_XLARGE, prefixes);
    var count = prefixes ? node.podsMax() : node.podsMax() - PODS_ON_HOST;
    var pods =
        IntStream.range(0, count)
            .mapToObj(index -> new PodPlan(0, between.multipliedBy(index), FOREVER))
            .toList();
    return new Scenario(name, List.of(node), up, pods, GROWTH);
  }

  private static CalmWorld.Node node(SwarmOptions.Type type, boolean prefixes) {
    var places = type.limits().interfaces() * type.limits().blocksPerInterface();
    return new CalmWorld.Node(
        type,
        prefixes,
        Contestant.DEFAULTS,
        prefixes ? PODS_WITH_PREFIXES : Math.min(PODS_WITH_PREFIXES, places + PODS_ON_HOST),
        COOL_DOWN);
  }
}
