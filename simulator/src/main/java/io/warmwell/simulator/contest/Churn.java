package io.warmwell.simulator.contest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/// Draws the pods of a day: services that are rolled out every few hours, jobs whose number follows
/// the hour, deployments that come as bursts, and a job at each full hour. At the busiest hour
/// about two thirds of each node are taken.
///
/// Not thread-safe: made, used once and forgotten.
final class Churn {
  private static final Duration DAY = Duration.ofDays(1);

  /// Shares of what a node takes.
  private static final double SERVICES = 0.15;

  private static final double JOBS_AT_THE_PEAK = 0.25;
  private static final double DEPLOYMENT_MAX = 0.2;
  private static final double HOURLY = 0.1;

  private static final Duration ROLL_OUT = Duration.ofHours(3);
  private static final Duration OLD_STAY = Duration.ofSeconds(30);
  private static final Duration JOB_MEAN = Duration.ofMinutes(30);
  private static final Duration JOB_MIN = Duration.ofSeconds(20);
  private static final Duration DEPLOYMENTS_MEAN = Duration.ofMinutes(40);
  private static final Duration DEPLOYMENT_SPREAD = Duration.ofSeconds(5);
  private static final Duration DEPLOYMENT_MIN = Duration.ofMinutes(20);
  private static final Duration DEPLOYMENT_LIFE_SPREAD = Duration.ofMinutes(100);
  private static final Duration HOURLY_LIFE = Duration.ofMinutes(3);

  /// At night a fifth of the jobs of noon run.
  private static final double NIGHT = 0.2;

  /// The scheduler counts a pod until it is gone, which takes a little longer than it runs.
  private static final Duration GOING = Duration.ofSeconds(60);

  private final Random random;
  private final List<Integer> capacities;
  private final List<PodPlan> drawn = new ArrayList<>();

  /// @param capacities how many pods each node takes
  Churn(long seed, List<Integer> capacities) {
    this.random = new Random(seed);
    this.capacities = List.copyOf(capacities);
  }

  /// The pods in the order in which they come.
  List<PodPlan> day() {
    for (var node = 0; node < capacities.size(); node++) {
      services(node);
      jobs(node);
      hourly(node);
    }
    deployments();
    drawn.sort(Comparator.comparing(PodPlan::at));
    return fitting();
  }

  private void services(int node) {
    for (var at = Duration.ZERO; isToday(at); at = at.plus(ROLL_OUT)) {
      burst(node, at, share(node, SERVICES), ROLL_OUT.plus(OLD_STAY));
    }
  }

  private void jobs(int node) {
    var peak = capacities.get(node) * JOBS_AT_THE_PEAK;
    var between = Duration.ofMillis((long) (JOB_MEAN.toMillis() / peak));
    for (var at = exponential(between); isToday(at); at = at.plus(exponential(between))) {
      if (random.nextDouble() < activity(at)) {
        drawn.add(new PodPlan(node, at, JOB_MIN.plus(exponential(JOB_MEAN))));
      }
    }
  }

  private void hourly(int node) {
    for (var hour = 1; hour < DAY.toHours(); hour++) {
      burst(node, Duration.ofHours(hour), share(node, HOURLY), HOURLY_LIFE);
    }
  }

  private void deployments() {
    for (var at = exponential(DEPLOYMENTS_MEAN);
        isToday(at);
        at = at.plus(exponential(DEPLOYMENTS_MEAN))) {
      var life = DEPLOYMENT_MIN.plus(upTo(DEPLOYMENT_LIFE_SPREAD));
      var size = DEPLOYMENT_MAX * random.nextDouble();
      for (var node = 0; node < capacities.size(); node++) {
        burst(node, at, share(node, size), life);
      }
    }
  }

  private void burst(int node, Duration at, int pods, Duration life) {
    for (var pod = 0; pod < pods; pod++) {
      drawn.add(new PodPlan(node, at.plus(upTo(DEPLOYMENT_SPREAD)), life));
    }
  }

  /// The pods that the scheduler finds a place for.
  private List<PodPlan> fitting() {
    var fitting = new ArrayList<PodPlan>();
    var ends = capacities.stream().map(_ -> new PriorityQueue<Duration>()).toList();
    for (var pod : drawn) {
      var there = ends.get(pod.node());
      while (!there.isEmpty() && there.element().compareTo(pod.at()) < 0) {
        there.remove();
      }
      if (there.size() < capacities.get(pod.node())) {
        there.add(pod.at().plus(pod.life()).plus(GOING));
        fitting.add(pod);
      }
    }
    return fitting;
  }

  /// How busy it is, 0 to 1: most at noon.
  private static double activity(Duration at) {
    var turn = 2 * Math.PI * at.toMillis() / DAY.toMillis();
    return NIGHT + (1 - NIGHT) * (1 - Math.cos(turn)) / 2;
  }

  private int share(int node, double share) {
    return (int) Math.round(capacities.get(node) * share);
  }

  private Duration exponential(Duration mean) {
    return Duration.ofMillis(1 + (long) (-Math.log(1 - random.nextDouble()) * mean.toMillis()));
  }

  private Duration upTo(Duration spread) {
    return Duration.ofMillis(random.nextLong(spread.toMillis()));
  }

  private static boolean isToday(Duration at) {
    return at.compareTo(DAY) < 0;
  }
}
