package io.warmwell.simulator.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherProcessTest {
  private static final List<String> SEEDS = List.of("7", "19");

  @Test
  void theSameSeedGivesTheSameHistoryInAnotherProcess() throws IOException {
    var here = SEEDS.stream().map(Long::parseLong).map(HistoryDigest::of).toList();

    assertThat(elsewhere()).isEqualTo(here);
  }

  /// In a process where sets are salted otherwise and every identity hash code is the same: what
  /// depends on either shows.
  private static List<String> elsewhere() throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(HistoryDigest.class.getName());
    command.addAll(SEEDS);
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      return output.lines().filter(line -> line.startsWith("seed=")).toList();
    }
  }
}
