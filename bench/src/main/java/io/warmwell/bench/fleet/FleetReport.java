package io.warmwell.bench.fleet;

import io.warmwell.bench.plot.Chart;
import io.warmwell.cli.terminal.Columns;
import io.warmwell.simulator.contest.Contestant.Kind;
import io.warmwell.simulator.fleet.FleetBound;
import io.warmwell.simulator.fleet.FleetOutcome;
import io.warmwell.simulator.fleet.FleetOutcome.Moment;
import io.warmwell.simulator.fleet.FleetScenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What fleets came to, as tables and plots.
///
/// @param outcomes of each scenario, those of all contestants
public record FleetReport(Map<FleetScenario, Map<Kind, FleetOutcome>> outcomes) {
  /// In the order of the tables.
  public static final List<Kind> CONTESTANTS = List.of(Kind.WARMWELL, Kind.INCUMBENT);

  private static final int POINTS = 24;

  private static final Figure WAITING = new Figure("waiting", "pods that wait", Moment::waiting);
  private static final Figure IDLE = new Figure("idle", "addresses that no pod has", Moment::idle);

  public FleetReport {
    outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
  }

  /// What a plot shows over time.
  private record Figure(String name, String title, ToDoubleFunction<Moment> value) {}

  /// The tables, scenario by scenario.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    outcomes.forEach(
        (scenario, both) -> {
          if (!lines.isEmpty()) {
            lines.add("");
          }
          lines.addAll(table(scenario, both).lines());
        });
    return lines;
  }

  /// Waiting pods and idle addresses over time, of each scenario.
  public List<Chart> charts() {
    return outcomes.entrySet().stream()
        .flatMap(entry -> charts(entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  private static Columns table(FleetScenario scenario, Map<Kind, FleetOutcome> both) {
    var warmwell = both.get(Kind.WARMWELL);
    var incumbent = both.get(Kind.INCUMBENT);
    var table = new Columns(scenario.name(), "Warmwell", Kind.INCUMBENT.toString());
    if (warmwell == null || incumbent == null) {
      return table;
    }
    table.row("pods run", warmwell.waits().size(), incumbent.waits().size());
    table.row("pods left waiting", warmwell.pending(), incumbent.pending());
    table.row("the last one runs after", time(warmwell), time(incumbent));
    if (scenario.begin().isZero() && scenario.isAtOnce()) {
      bound(FleetBound.of(scenario), warmwell, incumbent, table);
    }
    table.row("a pod waits, p50", wait(warmwell, 50), wait(incumbent, 50));
    table.row("a pod waits, p99", wait(warmwell, 99), wait(incumbent, 99));
    table.row("ADDs refused", warmwell.refused(), incumbent.refused());
    table.row("idle addresses, on average", idle(warmwell), idle(incumbent));
    table.row("idle addresses, at the end", warmwell.idleAtEnd(), incumbent.idleAtEnd());
    table.row("calls", warmwell.callCount(), incumbent.callCount());
    var actions = new TreeSet<>(warmwell.calls().keySet());
    actions.addAll(incumbent.calls().keySet());
    for (var action : actions) {
      table.row("  " + action, calls(warmwell, action), calls(incumbent, action));
    }
    return table.row("calls throttled", warmwell.throttledCount(), incumbent.throttledCount());
  }

  private static void bound(
      FleetBound bound, FleetOutcome warmwell, FleetOutcome incumbent, Columns table) {
    var time = bound.time();
    table.row("what the buckets allow", seconds(time), seconds(time));
    table.row("times that", times(warmwell, time), times(incumbent, time));
  }

  private static String times(FleetOutcome outcome, Duration bound) {
    return "%.2f".formatted(outcome.lastRunning().toMillis() / (double) bound.toMillis());
  }

  private static String time(FleetOutcome outcome) {
    return outcome.waits().isEmpty() ? "never" : seconds(outcome.lastRunning());
  }

  private static String wait(FleetOutcome outcome, double percent) {
    return outcome.waits().isEmpty() ? "" : seconds(outcome.waitOfAll().percentile(percent));
  }

  private static String idle(FleetOutcome outcome) {
    return "%.0f".formatted(outcome.idleMean());
  }

  private static long calls(FleetOutcome outcome, String action) {
    return outcome.calls().getOrDefault(action, 0L);
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1e3);
  }

  private static List<Chart> charts(FleetScenario scenario, Map<Kind, FleetOutcome> both) {
    var length =
        both.values().stream()
            .map(outcome -> outcome.moments().getLast().at())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return List.of(chart(scenario, both, length, WAITING), chart(scenario, both, length, IDLE));
  }

  private static Chart chart(
      FleetScenario scenario, Map<Kind, FleetOutcome> both, Duration length, Figure figure) {
    var at =
        IntStream.rangeClosed(1, POINTS)
            .mapToObj(point -> length.multipliedBy(point).dividedBy(POINTS))
            .toList();
    var series =
        both.entrySet().stream()
            .map(
                entry ->
                    new Chart.Series(
                        entry.getKey().toString(),
                        at.stream()
                            .map(time -> value(entry.getValue(), time, figure.value()))
                            .toList()))
            .toList();
    return new Chart(
        "fleet-" + scenario.key() + "-" + figure.name(),
        scenario.name(),
        "minutes",
        figure.title(),
        Chart.Mark.LINE,
        at.stream().map(time -> "%.1f".formatted(time.toMillis() / 60_000.0)).toList(),
        series);
  }

  /// The last look until then.
  private static Chart.Value value(
      FleetOutcome outcome, Duration at, ToDoubleFunction<Moment> value) {
    var seen =
        outcome.moments().stream()
            .filter(moment -> moment.at().compareTo(at) <= 0)
            .reduce((_, later) -> later)
            .orElseGet(outcome.moments()::getFirst);
    var figure = value.applyAsDouble(seen);
    return new Chart.Value(figure, figure, figure);
  }
}
