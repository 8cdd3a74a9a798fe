package io.warmwell.simulator.fabric;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// A program of the machine that is run to its end. Thread-safe: nothing is kept between runs.
public final class Program {
  private static final Duration RUN_MAX = Duration.ofSeconds(60);

  private Program() {}

  /// How a program ended.
  ///
  /// @param exitCode 0 to 255; 128 + n after signal n
  /// @param output what it wrote to its standard output
  /// @param errors what it wrote to its standard error
  public record Ended(int exitCode, String output, String errors) {}

  /// Runs a program with this input and waits for its end, at most a minute.
  ///
  /// @throws ProgramException if it cannot be started, takes longer, or the thread is interrupted
  public static Ended run(List<String> command, String input) {
    return run(new ProcessBuilder(command), input);
  }

  /// Runs a program with this environment and no other variable, and waits for its end.
  ///
  /// @throws ProgramException if it cannot be started, takes longer, or the thread is interrupted
  public static Ended run(List<String> command, Map<String, String> environment, String input) {
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return run(builder, input);
  }

  /// Runs a program that must succeed and returns what it wrote.
  ///
  /// @throws ProgramException if it does not exit with 0; the message ends with its own complaint
  public static String check(List<String> command, String input) {
    var ended = run(command, input);
    if (ended.exitCode() != 0) {
      throw new ProgramException(
          command, "exit code " + ended.exitCode() + ": " + ended.errors().strip());
    }
    return ended.output();
  }

  private static Ended run(ProcessBuilder builder, String input) {
    var command = builder.command();
    try {
      return await(builder.start(), command, input);
    } catch (IOException e) {
      throw new ProgramException(command, e.getMessage() + "; is the program installed?");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ProgramException(command, "interrupted");
    }
  }

  private static Ended await(Process process, List<String> command, String input)
      throws InterruptedException, IOException {
    try {
      var output = reading(process.getInputStream());
      var errors = reading(process.getErrorStream());
      feed(process, input);
      if (!process.waitFor(RUN_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ProgramException(command, "no end after " + RUN_MAX.toSeconds() + " s");
      }
      return new Ended(process.exitValue(), output.get(), errors.get());
    } catch (ExecutionException e) {
      throw new ProgramException(command, "its output could not be read: " + e.getMessage());
    } finally {
      process.destroyForcibly();
    }
  }

  /// A program that ends before it has read its input is not in error for that alone.
  private static void feed(Process process, String input) {
    try (var stream = process.getOutputStream()) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // EPIPE: the exit code tells the story
    }
  }

  private static FutureTask<String> reading(InputStream stream) {
    Callable<String> read =
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    var task = new FutureTask<>(read);
    Thread.ofVirtual().start(task);
    return task;
  }
}
