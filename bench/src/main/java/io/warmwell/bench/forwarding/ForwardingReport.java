package io.warmwell.bench.forwarding;

import io.warmwell.bench.plot.Chart;
import io.warmwell.bench.sample.Ratio;
import io.warmwell.bench.sample.Sample;
import io.warmwell.cli.terminal.Columns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What was forwarded, and its tables.
public final class ForwardingReport {
  private static final String OWN = new OwnLayout().name();
  private static final String PEER = new IncumbentLayout().name();

  private final List<Passage> passages;

  ForwardingReport(List<Passage> passages) {
    this.passages = List.copyOf(passages);
  }

  /// One for each layout, load and number of pods.
  List<Passage> passages() {
    return passages;
  }

  /// What passed in a second and what it cost, then the ratios.
  public List<String> lines() {
    var lines = new ArrayList<>(rates().lines());
    lines.add("");
    lines.addAll(toPeer().lines());
    lines.add("");
    lines.addAll(toNone().lines());
    return lines;
  }

  /// What passes by number of pods, one for each load.
  public List<Chart> charts() {
    return Stream.of(Load.values()).map(this::chart).toList();
  }

  private Chart chart(Load load) {
    var lanes = of(OWN).stream().filter(own -> own.load() == load).toList();
    return new Chart(
        "forwarding-" + load.name().toLowerCase(Locale.ROOT),
        load.label() + ": p50, p10 to p90",
        "other pods on each node",
        load.unit(),
        Chart.Mark.LINE,
        lanes.stream().map(lane -> String.valueOf(lane.others())).toList(),
        Stream.of(OWN, PEER)
            .map(
                layout ->
                    new Chart.Series(
                        layout, lanes.stream().map(lane -> value(lane, layout)).toList()))
            .toList());
  }

  private Chart.Value value(Passage lane, String layout) {
    var passage = like(lane, layout, lane.others()).orElseThrow();
    return new Chart.Value(rate(passage, 50), rate(passage, 90), rate(passage, 10));
  }

  private Columns rates() {
    var table = new Columns("forwarding", "unit", "other pods", OWN, "CPU", PEER, "CPU");
    for (var own : of(OWN)) {
      var peer = like(own, PEER, own.others()).orElseThrow();
      table.row(
          own.load().label(),
          own.load().unit(),
          own.others(),
          rate(own),
          cpu(own),
          rate(peer),
          cpu(peer));
    }
    return table;
  }

  private Columns toPeer() {
    var table = ratios(OWN + " to " + PEER);
    of(OWN).forEach(own -> row(own, like(own, PEER, own.others()).orElseThrow(), table));
    return table;
  }

  private Columns toNone() {
    var table = ratios(OWN + " to itself without other pods");
    for (var own : of(OWN)) {
      if (own.others() > 0) {
        like(own, OWN, 0).ifPresent(none -> row(own, none, table));
      }
    }
    return table;
  }

  private static Columns ratios(String title) {
    return new Columns(
        title, "other pods", "passes", "95 % of resamples", "costs", "95 % of resamples");
  }

  private static void row(Passage own, Passage other, Columns table) {
    var passes = Ratio.of(other.took(), own.took());
    var costs = Ratio.of(own.cpu(), other.cpu());
    table.row(
        own.load().label(),
        own.others(),
        "%.2f".formatted(passes.value()),
        passes.interval(2),
        "%.2f".formatted(costs.value()),
        costs.interval(2));
  }

  private List<Passage> of(String layout) {
    return passages.stream()
        .filter(one -> one.layout().equals(layout))
        .sorted(Comparator.comparing(Passage::load).thenComparingInt(Passage::others))
        .toList();
  }

  private Optional<Passage> like(Passage other, String layout, int others) {
    return passages.stream()
        .filter(
            one ->
                one.layout().equals(layout) && one.load() == other.load() && one.others() == others)
        .findFirst();
  }

  private static String rate(Passage passage) {
    return "%.2f".formatted(rate(passage, 50));
  }

  /// What passes in a second.
  ///
  /// @param percent of rounds in which it takes no longer
  private static double rate(Passage passage, double percent) {
    return passage.load().rate(Traffic.UNITS / seconds(passage.took(), percent));
  }

  private static String cpu(Passage passage) {
    var nanos = seconds(passage.cpu(), 50) * 1e9 / Traffic.UNITS;
    return passage.load() == Load.SMALL
        ? "%,.0f ns".formatted(nanos)
        : "%.2f ns/B".formatted(nanos);
  }

  private static double seconds(Sample sample, double percent) {
    return sample.percentile(percent).toNanos() / 1e9;
  }
}
