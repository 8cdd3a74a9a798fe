package io.warmwell.ipamd.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A text of commands and their outcomes. Lines that start with `#` explain and stay as they are.
///
/// A step is a line with a command, the line `----`, and the outcome up to the next blank line.
record Transcript(List<Part> parts) {
  private static final String RULE = "----";

  /// A comment, or a command.
  sealed interface Part {

    record Comment(String text) implements Part {}

    record Command(String text) implements Part {}
  }

  Transcript {
    parts = List.copyOf(parts);
  }

  /// Takes the comments and commands out of a text; outcomes are left to [#run].
  static Transcript parse(String text) {
    var parts = new ArrayList<Part>();
    for (var paragraph : text.split("\n\n+", -1)) {
      for (var line : paragraph.lines().takeWhile(line -> !line.equals(RULE)).toList()) {
        parts.add(line.startsWith("#") ? new Part.Comment(line) : new Part.Command(line));
      }
    }
    return new Transcript(parts);
  }

  /// The whole text with the outcomes that commands have now.
  String run(Function<String, List<String>> execution) {
    var text = new StringBuilder();
    var afterComment = true;
    for (var part : parts) {
      switch (part) {
        case Part.Comment(String line) -> {
          text.append(afterComment ? "" : "\n").append(line).append('\n');
          afterComment = true;
        }
        case Part.Command(String line) -> {
          text.append(afterComment ? "" : "\n").append(line).append('\n').append(RULE).append('\n');
          execution.apply(line).forEach(outcome -> text.append(outcome).append('\n'));
          afterComment = false;
        }
      }
    }
    return text.toString();
  }
}
