package io.warmwell.bench.plot;

import java.util.List;

/// Values of several series over the same categories.
///
/// @param name of its file, without an extension
/// @param xTitle what the categories are
/// @param yTitle what the values are, with their unit
/// @param categories from left to right
public record Chart(
    String name,
    String title,
    String xTitle,
    String yTitle,
    Mark mark,
    List<String> categories,
    List<Series> series) {

  /// @throws IllegalArgumentException if there is nothing to draw, or a series has not one value
  ///   for each category
  public Chart {
    categories = List.copyOf(categories);
    series = List.copyOf(series);
    var width = categories.size();
    if (width == 0 || series.isEmpty()) {
      throw new IllegalArgumentException("nothing to draw in " + name);
    }
    if (series.stream().anyMatch(one -> one.values().size() != width)) {
      throw new IllegalArgumentException(name + " needs " + width + " values of each of " + series);
    }
  }

  /// How values are drawn.
  public enum Mark {
    /// As dots side by side over a logarithmic axis.
    DOTS,
    /// As bars from zero, side by side.
    BARS,
    /// As a line from category to category, over an axis from zero.
    LINE
  }

  /// What one thing showed, by category.
  public record Series(String name, List<Value> values) {

    public Series {
      values = List.copyOf(values);
    }
  }

  /// A value and how far what was measured spreads around it.
  public record Value(double middle, double low, double high) {}
}
