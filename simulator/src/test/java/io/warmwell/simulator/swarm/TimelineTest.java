package io.warmwell.simulator.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Timeline timeline = new Timeline(START);

  @Test
  void thingsHappenInOrderOfTimeAndOfPlanning() {
    var happened = new ArrayList<String>();
    timeline.in(Duration.ofSeconds(2), () -> happened.add("late"));
    timeline.in(Duration.ofSeconds(1), () -> happened.add("first"));
    timeline.in(Duration.ofSeconds(1), () -> happened.add("second"));

    timeline.runUntil(START.plusSeconds(1));

    assertThat(happened).isEqualTo(List.of("first", "second"));
    assertThat(timeline.instant()).isEqualTo(START.plusSeconds(1));
  }

  @Test
  void aWorldThatDoesNotGoOnIsReported() {
    again();

    assertThatThrownBy(() -> timeline.runUntil(START.plusSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("time stands still at " + START);
  }

  private void again() {
    timeline.in(Duration.ZERO, this::again);
  }
}
