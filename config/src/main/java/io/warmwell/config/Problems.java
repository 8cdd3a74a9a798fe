package io.warmwell.config;

import java.util.List;
import java.util.stream.Collectors;

/// Everything that is wrong with a set of variables, each with its cause and what to do about it.
public record Problems(List<String> sentences) {

  /// @throws IllegalArgumentException if there is no problem
  public Problems {
    sentences = List.copyOf(sentences);
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException("problems without a problem");
    }
  }

  /// One message that names them all, one a line.
  public String message() {
    var head =
        sentences.size() == 1
            ? "1 setting cannot be used; nothing was started"
            : sentences.size() + " settings cannot be used; nothing was started";
    return sentences.stream().collect(Collectors.joining("\n  ", head + ":\n  ", ""));
  }
}
