package io.warmwell.tidy;

import java.nio.file.Path;

/// One place that breaks a rule.
///
/// @param file relative to the repository's root
/// @param line from 1
/// @param what is there
record Finding(Path file, long line, Rule rule, String what) {

  /// One line that editors can follow: place, what is there, how to fix it.
  @Override
  public String toString() {
    return file + ":" + line + ": " + what + "; " + rule.fix();
  }

  /// What is checked in sources, and what to do about a finding.
  enum Rule {
    FILE_LENGTH("split the file: a reader would rather meet two"),
    METHOD_LENGTH("extract what has a name of its own"),
    PARAMETERS("pass a record that names what belongs together"),
    DEFAULT_LABEL("name every case, so that a new one breaks the build and not the node"),
    NOTE_TO_SELF("do it now or open an issue"),
    DISABLED_TEST("make it pass or delete it"),
    MOCK("write a strict fake with state"),
    FIRST_SENTENCE(
        "start its documentation with a sentence that states a fact and ends in a period"),
    VAGUE_NAME("name it after the domain"),
    REGISTRY_HOST("name packages, not where they come from"),
    BROKEN_LINK("point it at something that exists"),
    UNLISTED_DECISION("list it in docs/adr/README.md");

    private final String fix;

    Rule(String fix) {
      this.fix = fix;
    }

    String fix() {
      return fix;
    }
  }
}
