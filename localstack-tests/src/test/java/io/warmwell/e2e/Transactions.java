package io.warmwell.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads what `nft monitor` tells, one transaction after the other.
final class Transactions {
  private static final Pattern CHANGE =
      Pattern.compile("(add|delete) (\\w+) inet warmwell ?(\\S*)(.*)");
  private static final String END = "# new generation";

  // nft monitor loses sight of a map that is told of while its table is changed.
  private static final String UNTOLD = "W: Received event for an unknown set";

  private Transactions() {}

  /// Parts of our table of which a transaction has deleted more than it has added.
  static List<String> takenAway(List<String> lines) {
    var takenAway = new ArrayList<String>();
    var balance = new HashMap<String, Integer>();
    var untold = 0;
    for (var line : lines) {
      var change = CHANGE.matcher(line);
      if (change.matches()) {
        // Several elements may be told of at once.
        var count = change.group(4).split(",", -1).length;
        var step = change.group(1).equals("add") ? count : -count;
        balance.merge(change.group(2) + " " + change.group(3), step, Integer::sum);
      } else if (line.startsWith(UNTOLD)) {
        untold++;
      } else if (line.startsWith(END)) {
        takenAway.addAll(negative(balance, untold));
        balance.clear();
        untold = 0;
      }
    }
    return takenAway;
  }

  private static List<String> negative(Map<String, Integer> balance, int untold) {
    var missing = balance.values().stream().filter(left -> left < 0).mapToInt(left -> -left).sum();
    return balance.entrySet().stream()
        .filter(part -> part.getValue() < 0)
        .filter(part -> missing > untold || !part.getKey().startsWith("element "))
        .map(Map.Entry::getKey)
        .toList();
  }
}
