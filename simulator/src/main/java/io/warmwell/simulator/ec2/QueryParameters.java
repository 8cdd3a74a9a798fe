package io.warmwell.simulator.ec2;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The parameters of a request to EC2's query API: a form whose names carry the structure, for
/// example `Filter.1.Value.2`.
///
/// Owned by the thread that answers the request. Remembers what was read, so that [#finish] can
/// refuse what nobody asked for.
final class QueryParameters {
  private final Map<String, String> all;
  private final Set<String> unread;
  private final String prefix;

  private QueryParameters(Map<String, String> all, Set<String> unread, String prefix) {
    this.all = all;
    this.unread = unread;
    this.prefix = prefix;
  }

  /// Reads an `application/x-www-form-urlencoded` body.
  static QueryParameters parse(String form) {
    var all = new HashMap<String, String>();
    for (var pair : form.split("&", -1)) {
      var equals = pair.indexOf('=');
      if (equals < 1) {
        throw malformed(pair);
      }
      if (all.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1))) != null) {
        throw malformed(pair);
      }
    }
    return new QueryParameters(all, new HashSet<>(all.keySet()), "");
  }

  Optional<String> find(String name) {
    unread.remove(prefix + name);
    return Optional.ofNullable(all.get(prefix + name));
  }

  /// A parameter that is read by somebody else.
  Optional<String> peek(String name) {
    return Optional.ofNullable(all.get(prefix + name));
  }

  String text(String name) {
    return find(name).orElseThrow(() -> Refusals.missing(prefix + name));
  }

  String text(String name, String otherwise) {
    return find(name).orElse(otherwise);
  }

  Optional<Integer> findNumber(String name) {
    return find(name).map(value -> number(prefix + name, value));
  }

  int number(String name, int otherwise) {
    return findNumber(name).orElse(otherwise);
  }

  Optional<Boolean> findFlag(String name) {
    return find(name).map(value -> flag(prefix + name, value));
  }

  boolean flag(String name) {
    return findFlag(name).orElse(false);
  }

  /// The values of `NAME.1`, `NAME.2` and so on.
  List<String> texts(String name) {
    return indexes(name).stream().map(index -> text(name + "." + index)).toList();
  }

  /// The parameters below `NAME.1`, `NAME.2` and so on.
  List<QueryParameters> groups(String name) {
    return indexes(name).stream()
        .map(index -> new QueryParameters(all, unread, prefix + name + "." + index + "."))
        .toList();
  }

  /// Ends the reading: refuses parameters that nobody read, and a dry run of what would work.
  void finish() {
    var dryRun = flag("DryRun");
    var strangers = new TreeSet<>(unread);
    if (!strangers.isEmpty()) {
      throw Refusals.unknownParameter(strangers.first());
    }
    if (dryRun) {
      throw new RefusedException(
          "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
    }
  }

  private Set<Integer> indexes(String name) {
    var start = prefix + name + ".";
    var indexes = new TreeSet<Integer>();
    for (var key : all.keySet()) {
      if (key.startsWith(start)) {
        var end = key.indexOf('.', start.length());
        var index = key.substring(start.length(), end < 0 ? key.length() : end);
        indexes.add(number(key, index));
      }
    }
    return indexes;
  }

  private static int number(String name, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException _) {
      throw Refusals.invalid("Value (" + value + ") for parameter " + name + " is not a number");
    }
  }

  private static boolean flag(String name, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw Refusals.invalid("Value (" + value + ") for parameter " + name + " is not a flag");
    };
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw malformed(text);
    }
  }

  private static RefusedException malformed(String part) {
    return new RefusedException(
        "MalformedQueryString", "The query string contains a syntax error: " + part);
  }
}
