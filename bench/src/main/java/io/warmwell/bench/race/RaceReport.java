package io.warmwell.bench.race;

import io.warmwell.bench.plot.Chart;
import io.warmwell.bench.sample.Ratio;
import io.warmwell.cli.terminal.Columns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a race showed, and its tables.
public final class RaceReport {
  private static final List<String> PEERS =
      List.of(Contestant.WARMWELL_BOTH, Contestant.PTP, Contestant.BRIDGE);

  private static final String MILLISECONDS = "ms (logarithmic axis)";

  private final List<Figures> figures;

  RaceReport(List<Figures> figures) {
    this.figures = List.copyOf(figures);
  }

  /// One entry for each contestant, measure and number of callers.
  List<Figures> figures() {
    return figures;
  }

  /// What was measured as text, then the ratios.
  public List<String> lines() {
    var lines = new ArrayList<>(wallTimes());
    lines.add("");
    lines.addAll(perHeat());
    lines.add("");
    lines.addAll(ratios());
    return lines;
  }

  /// What pods wait for, and what it costs.
  public List<Chart> charts() {
    return List.of(
        chart("add", "ADD: p50, and up to p99", MILLISECONDS, Measure.ADD, Chart.Mark.DOTS),
        chart("del", "DEL: p50, and up to p99", MILLISECONDS, Measure.DEL, Chart.Mark.DOTS),
        chart(
            "cpu",
            "CPU of an ADD and a DEL: p50, and up to p99",
            "ms of processor time",
            Measure.PAIR_CPU,
            Chart.Mark.BARS));
  }

  private Chart chart(String name, String title, String unit, Measure measure, Chart.Mark mark) {
    var callers = figures.stream().map(Figures::callers).distinct().sorted().toList();
    var series =
        Stream.concat(Stream.of(Contestant.WARMWELL), PEERS.stream())
            .map(
                contestant ->
                    new Chart.Series(
                        contestant,
                        callers.stream().map(count -> value(contestant, measure, count)).toList()))
            .toList();
    return new Chart(
        name,
        title,
        "callers at a time",
        unit,
        mark,
        callers.stream().map(String::valueOf).toList(),
        series);
  }

  private Chart.Value value(String contestant, Measure measure, int callers) {
    var sample = of(contestant, measure, callers).orElseThrow().sample();
    var middle = sample.percentile(50).toNanos() / 1e6;
    return new Chart.Value(middle, middle, sample.percentile(99).toNanos() / 1e6);
  }

  private List<String> wallTimes() {
    var table = new Columns("wall time, from fork to wait", "callers", "calls", "p50", "p99");
    for (var one : figures) {
      var isCall = one.measure() == Measure.ADD || one.measure() == Measure.DEL;
      if (isCall && !(isSpawn(one) && one.measure() == Measure.DEL)) {
        table.row(
            isSpawn(one) ? "     " + one.contestant() : label(one),
            one.callers(),
            one.sample().count(),
            milliseconds(one.sample().percentile(50)),
            milliseconds(one.sample().percentile(99)));
      }
    }
    return table.lines();
  }

  private List<String> perHeat() {
    var table = new Columns("once a heat", "callers", "heats", "p50", "p99");
    for (var one : figures) {
      var isHeat = one.measure() == Measure.LINKS_GONE || one.measure() == Measure.PAIR_CPU;
      if (isHeat && !isSpawn(one)) {
        table.row(
            label(one),
            one.callers(),
            one.sample().count(),
            milliseconds(one.sample().percentile(50)),
            milliseconds(one.sample().percentile(99)));
      }
    }
    return table.lines();
  }

  private List<String> ratios() {
    var table =
        new Columns("ratio of p50s", "callers", "times", "95 % of resamples", "times, less spawn");
    for (var own : figures) {
      if (own.contestant().equals(Contestant.WARMWELL)) {
        for (var peer : PEERS) {
          row(own, of(peer, own).orElseThrow(), table);
        }
      }
    }
    return table.lines();
  }

  private void row(Figures own, Figures peer, Columns table) {
    var ratio = Ratio.of(peer.sample(), own.sample());
    table.row(
        own.measure().label() + "  " + peer.contestant() + " / " + own.contestant(),
        own.callers(),
        "%.1f".formatted(ratio.value()),
        ratio.interval(1),
        of(Contestant.SPAWN, own)
            .filter(_ -> own.measure() != Measure.PAIR_CPU)
            .map(spawn -> "%.1f".formatted(lessSpawn(peer, own, spawn)))
            .orElse(""));
  }

  private static double lessSpawn(Figures peer, Figures own, Figures spawn) {
    var nothing = spawn.sample().percentile(50);
    return (double) peer.sample().percentile(50).minus(nothing).toNanos()
        / own.sample().percentile(50).minus(nothing).toNanos();
  }

  /// What another contestant did in the same heats.
  private Optional<Figures> of(String contestant, Figures other) {
    return of(contestant, other.measure(), other.callers());
  }

  private Optional<Figures> of(String contestant, Measure measure, int callers) {
    return figures.stream()
        .filter(
            one ->
                one.contestant().equals(contestant)
                    && one.measure() == measure
                    && one.callers() == callers)
        .findFirst();
  }

  private static boolean isSpawn(Figures one) {
    return one.contestant().equals(Contestant.SPAWN);
  }

  private static String label(Figures one) {
    return one.measure().label() + "  " + one.contestant();
  }

  private static String milliseconds(Duration duration) {
    return "%,.2f ms".formatted(duration.toNanos() / 1e6);
  }
}
