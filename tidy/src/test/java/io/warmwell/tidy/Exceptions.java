package io.warmwell.tidy;

import io.warmwell.tidy.Finding.Rule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The places that may break a rule, each with its reason.
final class Exceptions {

  private static final Map<Key, String> REASONS =
      Map.of(
          new Key(Path.of("ipamd/src/main/java/io/warmwell/ipamd/Daemon.java"), Rule.PARAMETERS),
          "the composition root hands every part what it needs; a record would have one use");

  private Exceptions() {}

  /// The findings that are not excused, and the excuses that nothing needs any more.
  static List<String> remaining(List<Finding> findings, List<Rule> checked) {
    var remaining = new ArrayList<String>();
    for (var finding : findings) {
      if (!REASONS.containsKey(new Key(finding.file(), finding.rule()))) {
        remaining.add(finding.toString());
      }
    }
    for (var key : REASONS.keySet()) {
      if (checked.contains(key.rule) && findings.stream().noneMatch(key::excuses)) {
        remaining.add(key + ": nothing there breaks the rule; remove it from Exceptions");
      }
    }
    return remaining;
  }

  private record Key(Path file, Rule rule) {

    boolean excuses(Finding finding) {
      return finding.file().equals(file) && finding.rule() == rule;
    }
  }
}
