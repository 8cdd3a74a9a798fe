package io.warmwell.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// Where values lie between the lower and the upper end of a chart.
///
/// @param low the value at the lower end
/// @param high the value at the upper end
/// @param logarithmic whether equal ratios take equal room, and not equal differences
record Axis(double low, double high, boolean logarithmic) {
  private static final int STEPS_WANTED = 5;
  private static final double[] ROUND_NUMBERS = {1, 2, 5, 10};

  /// The axis from zero that has room for these values.
  static Axis fromZero(DoubleStream values) {
    var highest = values.max().orElse(1);
    var step = step(highest);
    return new Axis(0, Math.ceil(highest / step) * step, false);
  }

  /// The logarithmic axis that has room for these values, all above zero.
  static Axis logarithmic(double[] values) {
    var low = DoubleStream.of(values).min().orElse(1);
    var high = DoubleStream.of(values).max().orElse(1);
    return new Axis(roundDown(low), roundUp(high), true);
  }

  /// The place of a value: 0 at the lower end, 1 at the upper.
  double place(double value) {
    return logarithmic
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }

  /// Round numbers within the axis.
  List<Double> ticks() {
    var ticks = new ArrayList<Double>();
    if (logarithmic) {
      for (var tick = low; tick <= high * (1 + 1e-9); tick = roundUp(tick * 1.01)) {
        ticks.add(tick);
      }
    } else {
      var step = step(high);
      for (var i = 0; i * step <= high * (1 + 1e-9); i++) {
        ticks.add(i * step);
      }
    }
    return ticks;
  }

  private static double step(double highest) {
    return roundUp(highest / STEPS_WANTED);
  }

  private static double roundUp(double value) {
    var decade = Math.pow(10, Math.floor(Math.log10(value)));
    return DoubleStream.of(ROUND_NUMBERS)
        .map(number -> number * decade)
        .filter(number -> number >= value * (1 - 1e-9))
        .findFirst()
        .orElseThrow();
  }

  private static double roundDown(double value) {
    var decade = Math.pow(10, Math.floor(Math.log10(value)));
    return DoubleStream.of(ROUND_NUMBERS)
        .map(number -> number * decade)
        .filter(number -> number <= value * (1 + 1e-9))
        .max()
        .orElseThrow();
  }
}
