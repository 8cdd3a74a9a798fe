package io.warmwell.ipamd.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every transcript. `-Drewrite=true` writes the outcomes anew: read the diff.
class TranscriptTest {
  private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

  @ParameterizedTest
  @MethodSource("scenarios")
  void theAgentDecidesAsTheTranscriptSays(Path file) throws IOException {
    var expected = Files.readString(file);
    var node = new ScenarioNode();

    var actual = Transcript.parse(expected).run(node::execute);

    if (Boolean.getBoolean("rewrite")) {
      Files.writeString(file, actual);
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  static List<Path> scenarios() throws IOException {
    try (var files = Files.list(SCENARIOS)) {
      return files.sorted().toList();
    }
  }
}
