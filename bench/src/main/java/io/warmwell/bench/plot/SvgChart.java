package io.warmwell.bench.plot;

import io.warmwell.bench.plot.Chart.Mark;
import io.warmwell.bench.plot.Chart.Series;
import io.warmwell.bench.plot.Chart.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Draws a chart. Used by one thread.
///
/// Colours are told apart by people who do not see all of them (Okabe and Ito, "Color Universal
/// Design", 2008), lighter on a dark page; the background is drawn, in case a viewer does not tell
/// the page's.
public final class SvgChart {
  private static final int WIDTH = 480;
  private static final int HEIGHT = 340;
  private static final int LEFT = 72;
  private static final int RIGHT = 16;
  private static final int TOP = 36;
  private static final int BOTTOM = 52;
  private static final int LEGEND_LINE = 18;
  private static final int LEGEND_SPACE = 30;
  private static final int CHARACTER = 7;

  /// Of a category's width, what its marks take.
  private static final double FILLED = 0.7;

  private static final String STYLE =
      """
      <style>
      text { font: 12px system-ui, sans-serif; fill: #1f2328; }
      .title { font-size: 14px; font-weight: 600; }
      .page { fill: #ffffff; }
      .axis { stroke: #59636e; }
      .grid { stroke: #d1d9e0; }
      .series0 { fill: #0072b2; stroke: #0072b2; }
      .series1 { fill: #d55e00; stroke: #d55e00; }
      .series2 { fill: #009e73; stroke: #009e73; }
      .series3 { fill: #aa4499; stroke: #aa4499; }
      .line { fill: none; stroke-width: 2; }
      .spread { stroke-width: 1.5; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .page { fill: #0d1117; }
        .axis { stroke: #9198a1; }
        .grid { stroke: #30363d; }
        .series0 { fill: #56b4e9; stroke: #56b4e9; }
        .series1 { fill: #ff9248; stroke: #ff9248; }
        .series2 { fill: #33c9a0; stroke: #33c9a0; }
        .series3 { fill: #e39ad0; stroke: #e39ad0; }
        .line { fill: none; }
      }
      </style>
      """;

  private final Chart chart;
  private final Axis axis;
  private final int top;
  private final StringBuilder svg = new StringBuilder();

  private SvgChart(Chart chart) {
    this.chart = chart;
    this.axis = axis(chart);
    this.top = TOP + LEGEND_LINE * legendLines(chart);
  }

  /// Writes it as `NAME.svg` into a directory, which is created if need be.
  public static void write(Chart chart, Path directory) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(chart.name() + ".svg"), of(chart));
    } catch (IOException e) {
      throw new UncheckedIOException("write chart " + chart.name(), e);
    }
  }

  /// The chart as an SVG document.
  public static String of(Chart chart) {
    return new SvgChart(chart).drawn();
  }

  private static Axis axis(Chart chart) {
    var values =
        chart.series().stream()
            .flatMap(series -> series.values().stream())
            .flatMapToDouble(value -> DoubleStream.of(value.low(), value.middle(), value.high()));
    return chart.mark() == Mark.DOTS ? Axis.logarithmic(values.toArray()) : Axis.fromZero(values);
  }

  private String drawn() {
    svg.append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%1$d\" height=\"%2$d\""
                .formatted(WIDTH, HEIGHT))
        .append(" viewBox=\"0 0 %d %d\">\n".formatted(WIDTH, HEIGHT))
        .append("<title>" + escaped(chart.title()) + "</title>\n")
        .append(STYLE)
        .append("<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n".formatted(WIDTH, HEIGHT));
    text(LEFT, 20, "start", chart.title(), "class=\"title\"");
    legend();
    scale();
    categories();
    for (var number = 0; number < chart.series().size(); number++) {
      series(number, chart.series().get(number));
    }
    return svg.append("</svg>\n").toString();
  }

  private static int legendWidth(Series series) {
    return LEGEND_SPACE + CHARACTER * series.name().length();
  }

  /// How many lines the names of the series take.
  private static int legendLines(Chart chart) {
    var lines = 1;
    var x = LEFT;
    for (var series : chart.series()) {
      if (x > LEFT && x + legendWidth(series) > WIDTH) {
        lines++;
        x = LEFT;
      }
      x += legendWidth(series);
    }
    return lines;
  }

  private void legend() {
    var x = LEFT;
    var y = TOP + 6;
    for (var number = 0; number < chart.series().size(); number++) {
      var series = chart.series().get(number);
      if (x > LEFT && x + legendWidth(series) > WIDTH) {
        x = LEFT;
        y += LEGEND_LINE;
      }
      shape("rect", number, "x=\"%d\" y=\"%d\" width=\"10\" height=\"10\"".formatted(x, y - 9));
      text(x + 15, y, "start", series.name(), "");
      x += legendWidth(series);
    }
  }

  private void scale() {
    var format = new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
    for (var tick : axis.ticks()) {
      line("grid", LEFT, y(tick), WIDTH - RIGHT, y(tick));
      text(LEFT - 8, y(tick) + 4, "end", format.format(tick), "");
    }
    line("axis", LEFT, top, LEFT, HEIGHT - BOTTOM);
    var middle = (top + HEIGHT - BOTTOM) / 2;
    text(
        0,
        0,
        "middle",
        chart.yTitle(),
        "transform=\"translate(16,%d) rotate(-90)\"".formatted(middle));
  }

  private void categories() {
    line("axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM);
    for (var i = 0; i < chart.categories().size(); i++) {
      text(center(i), HEIGHT - BOTTOM + 18, "middle", chart.categories().get(i), "");
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 14, "middle", chart.xTitle(), "");
  }

  private void series(int number, Series series) {
    if (chart.mark() == Mark.LINE) {
      var points =
          Stream.iterate(0, i -> i < series.values().size(), i -> i + 1)
              .map(i -> number(x(i, number)) + "," + number(y(series.values().get(i).middle())))
              .collect(Collectors.joining(" "));
      svg.append("<polyline class=\"series%d line\" points=\"%s\"/>\n".formatted(number, points));
    }
    for (var i = 0; i < series.values().size(); i++) {
      value(series.values().get(i), x(i, number), number);
    }
  }

  private void value(Value value, double x, int number) {
    switch (chart.mark()) {
      case DOTS, LINE ->
          shape(
              "circle",
              number,
              "cx=\"%s\" cy=\"%s\" r=\"4\"".formatted(number(x), number(y(value.middle()))));
      case BARS ->
          shape(
              "rect",
              number,
              "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill-opacity=\"0.6\""
                  .formatted(
                      number(x - slot() / 2),
                      number(y(value.middle())),
                      number(slot()),
                      number(y(0) - y(value.middle()))));
    }
    line("series" + number + " spread", x, y(value.low()), x, y(value.high()));
  }

  private double category() {
    return (double) (WIDTH - LEFT - RIGHT) / chart.categories().size();
  }

  private double center(int category) {
    return LEFT + (category + 0.5) * category();
  }

  /// What a mark has of a category's width.
  private double slot() {
    return category() * FILLED / chart.series().size();
  }

  /// Lines lie nearly above each other, the rest side by side.
  private double x(int category, int series) {
    var fromMiddle = series - (chart.series().size() - 1) / 2.0;
    return center(category) + fromMiddle * (chart.mark() == Mark.LINE ? 5 : slot());
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - BOTTOM - top);
  }

  private void shape(String element, int series, String attributes) {
    svg.append("<%s class=\"series%d\" %s/>\n".formatted(element, series, attributes));
  }

  private void line(String styles, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(styles, number(x1), number(y1), number(x2), number(y2)));
  }

  private void text(double x, double y, String anchor, String text, String attributes) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" %s>%s</text>\n"
            .formatted(number(x), number(y), anchor, attributes, escaped(text)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
