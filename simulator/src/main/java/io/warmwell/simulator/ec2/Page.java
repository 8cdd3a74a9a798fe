package io.warmwell.simulator.ec2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.NavigableMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// A part of what a Describe call found.
///
/// @param nextToken asks for the part after it; empty when there is none
public record Page<T>(List<T> items, String nextToken) {
  public Page {
    items = List.copyOf(items);
  }

  /// How much of the answer a caller wants.
  ///
  /// @param resultsMax 0 for everything, else within the action's bounds
  /// @param nextToken from the page before; empty for the first
  public record Request(int resultsMax, String nextToken) {
    /// Everything at once.
    public static final Request EVERYTHING = new Request(0, "");

    /// @throws RefusedException if the count lies outside the action's bounds
    Request within(int lowest, int highest) {
      if (resultsMax != 0 && (resultsMax < lowest || resultsMax > highest)) {
        throw Refusals.invalid(
            "Value ( %d ) for parameter maxResults is invalid. Expecting a value from %d to %d."
                .formatted(resultsMax, lowest, highest));
      }
      return this;
    }
  }

  /// The page of those that the predicate lets through, by key. A token names the last key seen, so
  /// that what comes and goes between two calls neither repeats nor hides anything else.
  static <K, T> Page<T> of(
      NavigableMap<K, T> all, Predicate<T> wanted, Request request, Function<String, K> key) {
    var remaining =
        request.nextToken().isEmpty() ? all : all.tailMap(decode(request.nextToken(), key), false);
    var items = new ArrayList<T>();
    var last = "";
    for (var entry : remaining.entrySet()) {
      if (!wanted.test(entry.getValue())) {
        continue;
      }
      if (request.resultsMax() > 0 && items.size() == request.resultsMax()) {
        return new Page<>(items, encode(last));
      }
      items.add(entry.getValue());
      last = entry.getKey().toString();
    }
    return new Page<>(items, "");
  }

  private static String encode(String key) {
    return Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static <K> K decode(String token, Function<String, K> key) {
    try {
      return key.apply(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      throw new RefusedException("InvalidNextToken", "The token '" + token + "' is invalid");
    }
  }
}
