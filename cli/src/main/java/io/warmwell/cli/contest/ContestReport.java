package io.warmwell.cli.contest;

import io.warmwell.cli.terminal.Columns;
import io.warmwell.simulator.contest.Contest;
import io.warmwell.simulator.contest.Contestant.Kind;
import io.warmwell.simulator.contest.Results;
import io.warmwell.simulator.contest.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The tables of a contest.
///
/// @param results in the order in which they are shown
record ContestReport(Contest contest, List<Results> results) {
  private static final double MILLIS = 1000;
  private static final double PERCENT = 100;

  ContestReport {
    results = List.copyOf(results);
  }

  /// All of it.
  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(
        "seed %d, %d runs of each scenario of growth, EC2 calls of %d ms on average, attached in 1 to 3 s"
            .formatted(contest.firstSeed(), contest.runs(), contest.latency().toMillis()));
    lines.add("");
    lines.addAll(growth());
    lines.add("");
    lines.addAll(calls());
    for (var scenario : scenarios(false)) {
      lines.add("");
      lines.addAll(day(scenario));
      lines.add("");
      lines.addAll(asQuick(scenario));
    }
    return lines.stream().map(String::stripTrailing).toList();
  }

  private List<String> growth() {
    var table =
        new Columns(
            "growth",
            "all running",
            "x EC2 alone",
            "ADD p50",
            "p99",
            "max",
            "refused",
            "EC2 calls");
    for (var scenario : scenarios(true)) {
      table.row(scenario.name(), "", "", "", "", "", "", "");
      var bound = of(scenario, Kind.EC2_ALONE).getFirst().allRunning();
      for (var one : of(scenario)) {
        var waits = one.waits();
        table.row(
            "  " + one.contestant().kind() + pending(one),
            seconds(one.allRunning()),
            "%.1f".formatted(one.allRunning().toMillis() / (double) bound.toMillis()),
            seconds(waits.percentile(50)),
            seconds(waits.percentile(99)),
            seconds(waits.percentile(PERCENT)),
            "%.1f".formatted(one.refused()),
            "%.1f".formatted(one.calls()));
      }
    }
    return table.lines();
  }

  /// Of the scenarios that start a node.
  private List<String> calls() {
    var kinds = List.of(Kind.values());
    var table =
        new Columns(
            Stream.concat(Stream.of("EC2 calls"), kinds.stream().map(Kind::toString))
                .toArray(String[]::new));
    for (var scenario : scenarios(true)) {
      if (scenario.warmUp().isZero()) {
        table.row(scenario.name(), "", "", "");
        var byKind =
            kinds.stream().map(kind -> of(scenario, kind).getFirst().callsByAction()).toList();
        var actions = new TreeSet<String>();
        byKind.forEach(calls -> actions.addAll(calls.keySet()));
        for (var action : actions) {
          var counts =
              byKind.stream().map(calls -> "%.1f".formatted(calls.getOrDefault(action, 0.0)));
          table.row(Stream.concat(Stream.of("  " + action), counts).toArray());
        }
      }
    }
    return table.lines();
  }

  private List<String> day(Scenario scenario) {
    var table =
        new Columns(
            scenario.name() + ", " + scenario.pods().size() + " pods",
            "ADD p50",
            "p99",
            "p99.9",
            "max",
            "refused",
            "idle mean",
            "max",
            "address-hours",
            "EC2 calls");
    for (var one : of(scenario)) {
      var waits = one.waits();
      table.row(
          name(one) + pending(one),
          seconds(waits.percentile(50)),
          seconds(waits.percentile(99)),
          seconds(waits.percentile(99.9)),
          seconds(waits.percentile(PERCENT)),
          "%.0f".formatted(one.refused()),
          "%.1f".formatted(one.idle().mean()),
          one.idle().max(),
          "%.0f".formatted(one.idle().addressHours()),
          "%.0f".formatted(one.calls()));
    }
    return table.lines();
  }

  /// For each of Warmwell's settings, the incumbent's that holds the fewest idle addresses while
  /// its pods wait no longer.
  private List<String> asQuick(Scenario scenario) {
    var table =
        new Columns("at the same ADD p99, or a shorter one", "ADD p99", "idle mean", "less by");
    for (var ours : of(scenario, Kind.WARMWELL)) {
      var idle = ours.idle().mean();
      table.row(name(ours), seconds(p99(ours)), "%.1f".formatted(idle), "");
      of(scenario, Kind.INCUMBENT).stream()
          .filter(other -> p99(other).compareTo(p99(ours)) <= 0)
          .min(Comparator.comparingDouble(other -> other.idle().mean()))
          .ifPresentOrElse(
              other ->
                  table.row(
                      "  " + name(other),
                      seconds(p99(other)),
                      "%.1f".formatted(other.idle().mean()),
                      "%.0f %%".formatted(PERCENT * (1 - idle / other.idle().mean()))),
              () -> table.row("  none of the incumbent's is as quick", "", "", ""));
    }
    return table.lines();
  }

  private List<Scenario> scenarios(boolean growth) {
    return results.stream()
        .filter(one -> hasBound(one.scenario()) == growth)
        .map(Results::scenario)
        .distinct()
        .toList();
  }

  private boolean hasBound(Scenario scenario) {
    return !of(scenario, Kind.EC2_ALONE).isEmpty();
  }

  private List<Results> of(Scenario scenario) {
    return results.stream().filter(one -> one.scenario().equals(scenario)).toList();
  }

  private List<Results> of(Scenario scenario, Kind kind) {
    return of(scenario).stream().filter(one -> one.contestant().kind() == kind).toList();
  }

  private static String name(Results one) {
    return one.contestant().kind() + ", " + one.contestant().settings();
  }

  private static String pending(Results one) {
    return one.pending() == 0 ? "" : " (%d pods never ran)".formatted(one.pending());
  }

  private static Duration p99(Results one) {
    return one.waits().percentile(99);
  }

  private static String seconds(Duration duration) {
    return "%.2f s".formatted(duration.toMillis() / MILLIS);
  }
}
