package io.warmwell.simulator.ec2;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// The filters that one Describe call knows; `tag:KEY` and `tag-key` are among them always.
final class FilterTable<T> {
  /// How many values all filters of a request have at most. Source: EC2 User Guide, "List and
  /// filter using the CLI and API".
  static final int VALUES_MAX = 200;

  private static final String TAG = "tag:";

  private final Map<String, Function<T, List<String>>> values;
  private final Function<T, Map<String, String>> tags;

  FilterTable(
      Map<String, Function<T, List<String>>> values, Function<T, Map<String, String>> tags) {
    this.values = Map.copyOf(values);
    this.tags = tags;
  }

  /// What all the filters let through.
  ///
  /// @throws RefusedException if one of them is unknown, or they have too many values
  Predicate<T> compile(List<Filter> filters) {
    if (filters.stream().mapToInt(filter -> filter.values().size()).sum() > VALUES_MAX) {
      throw new RefusedException(
          "FilterLimitExceeded",
          "The maximum number of filter values specified on a single call is " + VALUES_MAX);
    }
    Predicate<T> all = _ -> true;
    for (var filter : filters) {
      var value = valueOf(filter.name());
      all = all.and(candidate -> filter.matches(value.apply(candidate)));
    }
    return all;
  }

  private Function<T, List<String>> valueOf(String name) {
    if (name.startsWith(TAG)) {
      var key = name.substring(TAG.length());
      return candidate -> {
        var value = tags.apply(candidate).get(key);
        return value == null ? List.of() : List.of(value);
      };
    }
    if (name.equals("tag-key")) {
      return candidate -> List.copyOf(tags.apply(candidate).keySet());
    }
    var known = values.get(name);
    if (known == null) {
      throw Refusals.invalid("The filter '" + name + "' is invalid");
    }
    return known;
  }
}
