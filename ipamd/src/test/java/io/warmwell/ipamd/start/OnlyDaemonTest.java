package io.warmwell.ipamd.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlyDaemonTest {
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  @TempDir private Path directory;
  private Instant now = Instant.EPOCH;

  @Test
  void aSecondDaemonIsRefusedWhileTheFirstRuns() throws InterruptedException {
    try (var first = claim()) {
      assertThat(first).isNotNull();

      assertThatThrownBy(this::claim)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "another daemon holds %s and has not stopped within 10 s; stop it first"
                  .formatted(file()));
    }
  }

  @Test
  void aSecondDaemonWaitsForTheFirstToStop() throws InterruptedException {
    var first = claim();
    var waits = new ArrayList<Duration>();

    var second =
        OnlyDaemon.claim(
            file(),
            WAIT_MAX,
            () -> now,
            length -> {
              waits.add(length);
              first.close();
            });

    assertThat(waits).hasSize(1);
    second.close();
  }

  private OnlyDaemon claim() throws InterruptedException {
    return OnlyDaemon.claim(file(), WAIT_MAX, () -> now, length -> now = now.plus(length));
  }

  private Path file() {
    return directory.resolve("run/lock");
  }
}
