package io.warmwell.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A page of the documentation, of which one part is written by a program. Several programs may
/// each have a part of the same page.
///
/// @param file in Markdown, with both markers, each on a line of its own
/// @param author what a person runs to have the part written, for example `make bench`
public record Page(Path file, String author) {

  /// Puts these lines between the author's markers, as they are.
  ///
  /// @throws IllegalStateException if the markers are not there
  public void write(List<String> lines) {
    write(lines, List.of());
  }

  /// Likewise, and pictures after them.
  ///
  /// @param pictures in Markdown
  /// @throws IllegalStateException if the markers are not there
  public void write(List<String> lines, List<String> pictures) {
    try {
      Files.writeString(file, replaced(Files.readString(file), lines, pictures));
    } catch (IOException e) {
      throw new UncheckedIOException("write " + file, e);
    }
  }

  String begin() {
    return "<!-- written by " + author + ", down to the end marker -->";
  }

  String end() {
    return "<!-- end of what " + author + " writes -->";
  }

  private String replaced(String text, List<String> lines, List<String> pictures) {
    var begin = text.indexOf(begin());
    var end = text.indexOf(end());
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(file + " lacks the markers " + begin() + " and " + end());
    }
    return text.substring(0, begin)
        + begin()
        + "\n\n```\n"
        + String.join("\n", lines)
        + "\n```\n\n"
        + (pictures.isEmpty() ? "" : String.join("\n", pictures) + "\n\n")
        + text.substring(end);
  }
}
