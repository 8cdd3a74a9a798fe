package io.warmwell.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Progress is readable with and without a terminal.
class ScreenTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @Test
  void withoutATerminalAStepIsOneLineWithoutControlCharacters() {
    var screen = screen(false);

    screen.begins("running 2 pods");
    screen.advances(1, 2);
    screen.ends("1 ENI");

    assertThat(text()).matches("  +[0-9.]+ s  running 2 pods: 1 ENI\\R");
    assertThat(screen.verdict(true)).isEqualTo("ok");
    assertThat(screen.verdict(false)).isEqualTo("FAILED");
  }

  @Test
  void onATerminalTheLineShowsHowFarItIs() {
    var screen = screen(true);

    screen.begins("running 2 pods");
    screen.advances(1, 2);

    assertThat(text()).contains("[############............] 1/2  running 2 pods");
    assertThat(screen.verdict(false)).contains("FAILED").startsWith("\033[");
  }

  private Screen screen(boolean terminal) {
    return new Screen(new PrintStream(written, true, StandardCharsets.UTF_8), terminal);
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
