package io.warmwell.bench.race;

import io.warmwell.bench.program.Programs;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Executes programs as a container runtime does, many at a time, and times them: a small static C
/// program (`bench/src/main/c`), since a JVM that forks costs more than what is measured.
///
/// @param program the executable
record Launcher(Path program) {
  /// Finds it in the build tree that these classes come from.
  ///
  /// @throws IllegalStateException if it has not been built
  static Launcher locate() {
    return new Launcher(Programs.locate("launch"));
  }

  /// A program that ends at once: this one without arguments.
  Path nothing() {
    return program;
  }

  /// What is executed.
  ///
  /// @param host the namespace all of it happens in
  /// @param executable the same for all calls
  /// @param input what each reads from its standard input
  /// @param environments the whole environment of each call
  /// @param callers how many run at a time
  /// @param links how many links of the host's namespace go away; waited for
  /// @param daemon the process that works for the executable, if there is one
  record Job(
      NetworkNamespace host,
      Path executable,
      String input,
      List<Map<String, String>> environments,
      int callers,
      int links,
      OptionalLong daemon) {}

  /// One execution.
  ///
  /// @param took from just before fork to the return of wait
  /// @param cpu processor time of the process and of those it has waited for
  record Call(Duration took, Duration cpu, int exitCode, String output) {}

  /// How it went.
  ///
  /// @param daemonBefore processor time that all threads of the daemon have used since it began,
  ///   those that have ended too, before the first call
  /// @param daemonAfter likewise, when nothing is left to be done
  /// @param span from the start of the first call to the end of the last
  /// @param linksGone from the start of the first call until the last link was gone; empty if none
  ///   was to go
  record Ran(
      List<Call> calls,
      Duration daemonBefore,
      Duration daemonAfter,
      Duration span,
      Optional<Duration> linksGone) {

    /// What the calls took.
    List<Duration> took() {
      return calls.stream().map(Call::took).toList();
    }

    /// Processor time of all calls, the daemon's included.
    Duration cpu() {
      return calls.stream().map(Call::cpu).reduce(daemonAfter.minus(daemonBefore), Duration::plus);
    }
  }

  /// Executes a job to its end.
  ///
  /// @throws IllegalStateException if a call fails, or links do not go away
  Ran run(Job job) {
    var command =
        List.of(
            program.toString(),
            job.host().path().toString(),
            String.valueOf(job.callers()),
            String.valueOf(job.links()),
            String.valueOf(job.daemon().orElse(0)));
    return read(Program.check(command, input(job)), job);
  }

  private static String input(Job job) {
    var text = new StringBuilder();
    text.append(job.executable()).append('\0').append(job.input()).append('\0');
    for (var environment : job.environments()) {
      environment.forEach((name, value) -> text.append(name + "=" + value + '\0'));
      text.append('\0');
    }
    return text.toString();
  }

  private static Ran read(String printed, Job job) {
    var lines = printed.lines().toList();
    var times = lines.getFirst().split(" ", -1);
    var calls = new ArrayList<Call>();
    for (var i = 1; i + 1 < lines.size(); i += 2) {
      calls.add(call(lines.get(i).split(" ", -1), lines.get(i + 1), job));
    }
    if (calls.size() != job.environments().size()) {
      throw new IllegalStateException("launched " + calls.size() + " calls: " + printed);
    }
    var gone = Long.parseLong(times[2]);
    if (gone < 0 && job.links() > 0) {
      throw new IllegalStateException("links of " + job.executable() + " did not go away");
    }
    return new Ran(
        calls,
        Duration.ofNanos(Long.parseLong(times[0])),
        Duration.ofNanos(Long.parseLong(times[1])),
        Duration.ofNanos(Long.parseLong(times[3])),
        Optional.of(Duration.ofNanos(gone)).filter(_ -> gone >= 0));
  }

  private static Call call(String[] figures, String output, Job job) {
    var exitCode = Integer.parseInt(figures[2]);
    if (exitCode != 0) {
      throw new IllegalStateException(
          "%s ended with %d: %s".formatted(job.executable(), exitCode, output));
    }
    return new Call(
        Duration.ofNanos(Long.parseLong(figures[0])),
        Duration.ofNanos(1_000 * Long.parseLong(figures[1])),
        exitCode,
        output);
  }
}
