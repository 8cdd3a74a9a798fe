package io.warmwell.simulator.fabric;

import java.util.List;

/// A program of the machine that did not do what it was run for.
public final class ProgramException extends RuntimeException {

  /// @param command the program and its arguments
  /// @param complaint what came back
  ProgramException(List<String> command, String complaint) {
    super(String.join(" ", command) + ": " + complaint);
  }
}
