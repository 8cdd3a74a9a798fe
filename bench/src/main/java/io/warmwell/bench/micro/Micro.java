package io.warmwell.bench.micro;

import io.warmwell.cli.terminal.Columns;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Runs the benchmarks of this package.
///
/// Each runs in a JVM of its own, with the flags that the daemon is shipped with.
public final class Micro {
  static final String SERIAL = "-XX:+UseSerialGC";
  static final String CLIENT_COMPILER = "-XX:TieredStopAtLevel=1";

  /// JMH reads fields as the JDK would rather not have it.
  static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

  private Micro() {}

  /// Runs them.
  ///
  /// @param options as JMH's own command line takes them
  /// @param log where JMH writes what it has to say
  /// @return the results as text
  /// @throws IllegalArgumentException if an option is none
  /// @throws IllegalStateException if a benchmark fails
  public static List<String> run(List<String> options, Path log) {
    try {
      var chosen =
          new OptionsBuilder()
              .parent(new CommandLineOptions(options.toArray(String[]::new)))
              .output(log.toString())
              .shouldFailOnError(true)
              .build();
      return lines(new Runner(chosen).run());
    } catch (CommandLineOptionException e) {
      throw new IllegalArgumentException("options of JMH: " + e.getMessage(), e);
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH: " + e.getMessage() + "; see " + log, e);
    }
  }

  private static List<String> lines(Collection<RunResult> results) {
    var table = new Columns("one thread, C1, serial GC", "average", "99.9 % ±");
    results.stream()
        .sorted(Comparator.comparing(Micro::kind).thenComparingInt(Micro::size))
        .forEach(
            result -> {
              var primary = result.getPrimaryResult();
              table.row(
                  name(result),
                  "%,.3f %s".formatted(primary.getScore(), primary.getScoreUnit()),
                  "%,.3f".formatted(primary.getScoreError()));
            });
    return table.lines();
  }

  private static String kind(RunResult result) {
    return result.getPrimaryResult().getLabel() + parameter(result, "kind");
  }

  private static int size(RunResult result) {
    var addresses = parameter(result, "addresses");
    return addresses.isEmpty() ? 0 : Integer.parseInt(addresses);
  }

  private static String name(RunResult result) {
    return result.getParams().getParamsKeys().stream()
        .map(key -> " " + key + "=" + parameter(result, key))
        .collect(Collectors.joining("", result.getPrimaryResult().getLabel(), ""));
  }

  private static String parameter(RunResult result, String key) {
    return result.getParams().getParamsKeys().contains(key) ? result.getParams().getParam(key) : "";
  }
}
