package io.warmwell.bench.forwarding;

import io.warmwell.bench.sample.Ratio;
import io.warmwell.bench.sample.Sample;
import io.warmwell.cli.terminal.Columns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    var rate = passage.load().rate(Traffic.UNITS / seconds(passage.took()));
    return (passage.load() == Load.SMALL ? "%,.0f" : "%.2f").formatted(rate);
  }

  private static String cpu(Passage passage) {
    var nanos = seconds(passage.cpu()) * 1e9 / Traffic.UNITS;
    return passage.load() == Load.SMALL
        ? "%,.0f ns".formatted(nanos)
        : "%.2f ns/B".formatted(nanos);
  }

  private static double seconds(Sample sample) {
    return sample.percentile(50).toNanos() / 1e9;
  }
}
