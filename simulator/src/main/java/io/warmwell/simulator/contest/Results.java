package io.warmwell.simulator.contest;

import io.warmwell.simulator.world.Percentiles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// What one contestant's runs of one scenario came to, all runs together.
///
/// @param outcomes one of each seed; at least one
public record Results(Scenario scenario, Contestant contestant, List<Outcome> outcomes) {

  public Results {
    outcomes = List.copyOf(outcomes);
  }

  /// From binding to running, of all pods of all runs.
  public Percentiles waits() {
    return new Percentiles(outcomes.stream().flatMap(one -> one.waits().stream()).toList());
  }

  /// When the last pod ran, in the middle one of the runs.
  public Duration allRunning() {
    return new Percentiles(outcomes.stream().map(Outcome::allRunning).toList()).percentile(50);
  }

  /// EC2 calls of a run, on average.
  public double calls() {
    return mean(Outcome::callCount);
  }

  /// EC2 calls of a run by action, on average.
  public Map<String, Double> callsByAction() {
    var means = new TreeMap<String, Double>();
    for (var outcome : outcomes) {
      outcome
          .calls()
          .forEach((action, count) -> means.merge(action, count / (double) runs(), Double::sum));
    }
    return means;
  }

  /// Refused ADDs of a run, on average.
  public double refused() {
    return mean(Outcome::refused);
  }

  /// Pods that never came to run, in all runs.
  public int pending() {
    return outcomes.stream().mapToInt(Outcome::pending).sum();
  }

  /// Idle addresses, over the time of all runs.
  public Outcome.Idle idle() {
    return new Outcome.Idle(
        mean(one -> one.idle().mean()),
        outcomes.stream().mapToInt(one -> one.idle().max()).max().orElse(0),
        mean(one -> one.idle().addressHours()));
  }

  private int runs() {
    return outcomes.size();
  }

  private double mean(ToDoubleFunction<Outcome> figure) {
    return outcomes.stream().mapToDouble(figure).average().orElse(0);
  }
}
