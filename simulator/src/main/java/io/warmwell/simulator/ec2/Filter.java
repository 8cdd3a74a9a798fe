package io.warmwell.simulator.ec2;

import java.util.List;

/// One filter of a Describe call: any of its values must match, `*` and `?` are wildcards.
///
/// @param name EC2's name of the filter, for example `subnet-id` or `tag:Name`
public record Filter(String name, List<String> values) {
  public Filter {
    values = List.copyOf(values);
  }

  /// A filter with these values.
  public static Filter of(String name, String... values) {
    return new Filter(name, List.of(values));
  }

  /// Whether its values stand for nothing but themselves.
  boolean literal() {
    return values.stream().noneMatch(Filter::hasWildcard);
  }

  boolean matches(List<String> candidates) {
    return values.stream()
        .anyMatch(value -> candidates.stream().anyMatch(candidate -> matches(value, candidate)));
  }

  private static boolean matches(String pattern, String text) {
    return hasWildcard(pattern) ? matchesFrom(pattern, 0, text, 0) : pattern.equals(text);
  }

  private static boolean hasWildcard(String pattern) {
    return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
  }

  private static boolean matchesFrom(String pattern, int at, String text, int from) {
    if (at == pattern.length()) {
      return from == text.length();
    }
    var wildcard = pattern.charAt(at);
    if (wildcard == '*') {
      return matchesFrom(pattern, at + 1, text, from)
          || (from < text.length() && matchesFrom(pattern, at, text, from + 1));
    }
    return from < text.length()
        && (wildcard == '?' || wildcard == text.charAt(from))
        && matchesFrom(pattern, at + 1, text, from + 1);
  }
}
