package io.warmwell.ipamd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant day = START;
  private long nanos = Long.MAX_VALUE;

  @Test
  void aCorrectionOfTheMachinesClockChangesNothing() {
    var clock = new SteadyClock(() -> day, () -> nanos);

    day = day.plus(Duration.ofHours(1));
    nanos += Duration.ofSeconds(2).toNanos();

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(2));
  }
}
