package io.warmwell.bench.race;

import io.warmwell.bench.sample.Ratio;
import io.warmwell.bench.sample.Sample;
import io.warmwell.cli.terminal.Columns;
import java.util.ArrayList;
import java.util.List;

/// How long a node's pods took that all came at once, and its tables.
public final class BurstReport {
  private final Burst.Size size;
  private final List<Figures> figures;

  BurstReport(Burst.Size size, List<Figures> figures) {
    this.size = size;
    this.figures = List.copyOf(figures);
  }

  /// One entry for each contestant and measure.
  List<Figures> figures() {
    return figures;
  }

  /// What was measured, then the ratios.
  public List<String> lines() {
    var lines = new ArrayList<>(spans().lines());
    lines.add("");
    lines.addAll(ratios().lines());
    return lines;
  }

  private Columns spans() {
    var title = "%d pods at once, %d callers".formatted(size.pods(), size.callers());
    var table = new Columns(title, "times", "last answered, p50", "longest", "CPU of an ADD");
    for (var contestant : List.of(Burst.READY, Burst.STARTED, Contestant.PTP)) {
      var last = sample(contestant, Measure.LAST_ADD);
      table.row(
          contestant,
          last.count(),
          milliseconds(last, 50),
          milliseconds(last, 100),
          milliseconds(sample(contestant, Measure.ADD_CPU), 50));
    }
    return table;
  }

  private Columns ratios() {
    var table = new Columns("ratio of p50s", "times", "95 % of resamples");
    for (var measure : List.of(Measure.LAST_ADD, Measure.ADD_CPU)) {
      var ratio = Ratio.of(sample(Contestant.PTP, measure), sample(Burst.READY, measure));
      table.row(
          measure.label() + "  " + Contestant.PTP + " / " + Burst.READY,
          "%.1f".formatted(ratio.value()),
          ratio.interval(1));
    }
    return table;
  }

  private Sample sample(String contestant, Measure measure) {
    return figures.stream()
        .filter(one -> one.contestant().equals(contestant) && one.measure() == measure)
        .findFirst()
        .orElseThrow()
        .sample();
  }

  private static String milliseconds(Sample sample, double percent) {
    return "%,.2f ms".formatted(sample.percentile(percent).toNanos() / 1e6);
  }
}
