package io.warmwell.simulator.world;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What the machine must offer before a world can be built on it.
public final class Machine {
  /// Programs and the Debian packages they come in.
  private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

  static {
    PROGRAMS.put("ip", "iproute2");
    PROGRAMS.put("nft", "nftables");
    PROGRAMS.put("fping", "fping");
    PROGRAMS.put("nsenter", "util-linux");
    PROGRAMS.put("setsid", "util-linux");
    PROGRAMS.put("sysctl", "procps");
  }

  private Machine() {}

  /// Refuses a machine on which no world can be built.
  ///
  /// @throws IllegalStateException saying what to do about it
  public static void requireUsable() {
    if (!root()) {
      throw new IllegalStateException("network namespaces need root; run it with sudo");
    }
    var missing =
        PROGRAMS.entrySet().stream()
            .filter(program -> !installed(program.getKey()))
            .map(Map.Entry::getValue)
            .distinct()
            .collect(Collectors.joining(" "));
    if (!missing.isEmpty()) {
      throw new IllegalStateException("programs are missing; apt-get install " + missing);
    }
  }

  /// The effective user id is the second number of this line. Source: proc_pid_status(5).
  private static boolean root() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines.anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean installed(String program) {
    var path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
