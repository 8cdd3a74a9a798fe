package io.warmwell.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A page of the documentation, of which one part is written by this program.
///
/// @param file in Markdown, with both markers, each on a line of its own
record Page(Path file) {
  static final String BEGIN = "<!-- written by make bench, down to the end marker -->";
  static final String END = "<!-- end of what make bench writes -->";

  /// Puts these lines between the markers, as they are.
  ///
  /// @throws IllegalStateException if the markers are not there
  void write(List<String> lines) {
    try {
      Files.writeString(file, replaced(Files.readString(file), lines));
    } catch (IOException e) {
      throw new UncheckedIOException("write " + file, e);
    }
  }

  private String replaced(String text, List<String> lines) {
    var begin = text.indexOf(BEGIN);
    var end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(file + " lacks the markers " + BEGIN + " and " + END);
    }
    return text.substring(0, begin)
        + BEGIN
        + "\n\n```\n"
        + String.join("\n", lines)
        + "\n```\n\n"
        + text.substring(end);
  }
}
