package io.warmwell.bench;

import io.warmwell.bench.race.Race;
import io.warmwell.simulator.fabric.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Where figures were measured.
///
/// @param at when the run began
/// @param load the machine's load averages of 1, 5 and 15 minutes at that time; above the number of
///   cores others were at work too
record Surroundings(
    Instant at, String kernel, String jdk, int cores, String processor, String load, String peer) {

  /// This machine at this moment.
  static Surroundings now() {
    return new Surroundings(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor.version", System.getProperty("java.vendor"))
            + ", "
            + Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        processorName(),
        loadAverages(),
        peerVersion());
  }

  /// The load averages of 1, 5 and 15 minutes. Source: proc_loadavg(5).
  static String loadAverages() {
    var fields = text(Path.of("/proc/loadavg")).split(" ");
    return String.join(" ", List.of(fields).subList(0, 3));
  }

  /// One fact a line.
  ///
  /// @param loadAfter the load averages at the end of the run
  List<String> lines(String loadAfter) {
    return List.of(
        "date      " + at,
        "kernel    " + kernel,
        "JDK       " + jdk,
        "cores     " + cores + " of " + processor,
        "load      " + load + " before, " + loadAfter + " after (1, 5 and 15 minutes)",
        "peer      " + peer);
  }

  private static String processorName() {
    return text(Path.of("/proc/cpuinfo"))
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.replaceFirst(".*: ", ""))
        .findFirst()
        .orElse("an unnamed processor");
  }

  private static String peerVersion() {
    var asked =
        Program.run(
            List.of("dpkg-query", "-W", "-f", "${Package} ${Version}", Race.PEER_PACKAGE), "");
    return asked.exitCode() == 0 ? asked.output() : "not a package of Debian's";
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
  }
}
