package io.warmwell.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// How far a word is from the one that was probably meant.
final class Spelling {

  private Spelling() {}

  /// The candidates within this many edits, nearest first, then by name; case does not count.
  static List<String> closest(String word, Collection<String> candidates, int editsMax) {
    record Near(String candidate, int edits) {}
    return candidates.stream()
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= editsMax)
        .map(candidate -> new Near(candidate, edits(word, candidate)))
        .filter(near -> near.edits <= editsMax)
        .sorted(Comparator.comparingInt(Near::edits).thenComparing(Near::candidate))
        .map(Near::candidate)
        .toList();
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other
  /// (the optimal string alignment distance); case does not count.
  static int edits(String one, String other) {
    var a = one.toUpperCase(Locale.ROOT);
    var b = other.toUpperCase(Locale.ROOT);
    var edits = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) {
      for (var j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, edits);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] edits) {
    var replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    var best = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
    var swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
  }
}
