package io.warmwell.cni.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Commands of the machine, for setting up and looking from outside.
public final class Shell {
  private Shell() {}

  /// What a command printed.
  ///
  /// @throws IllegalStateException if it fails
  public static String run(String... command) {
    var done = attempt("", command);
    if (done.status() != 0) {
      throw new IllegalStateException(List.of(command) + ": " + done.output());
    }
    return done.output();
  }

  /// What a command printed, and its exit code.
  public static Done attempt(String input, String... command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Done(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// @param output standard output and error
  public record Done(int status, String output) {}
}
