package io.warmwell.cli.doctor;

import java.util.List;

/// What an examination found.
///
/// @param lines for people
/// @param isHealthy whether nothing has to be done
record Diagnosis(List<String> lines, boolean isHealthy) {

  Diagnosis {
    lines = List.copyOf(lines);
  }
}
