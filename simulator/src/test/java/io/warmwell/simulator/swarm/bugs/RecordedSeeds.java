package io.warmwell.simulator.swarm.bugs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// For each bug the first seed that shows it, in a file that the hunt writes and the test reads.
final class RecordedSeeds {
  private static final Path FILE = Path.of("src/test/resources/planted-bugs.txt");

  private RecordedSeeds() {}

  static Map<String, Long> read() {
    try (var lines = Files.lines(FILE)) {
      return lines
          .map(line -> line.split(" "))
          .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Map<String, Long> seeds) {
    var lines =
        new TreeMap<>(seeds)
            .entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList();
    try {
      Files.write(FILE, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
