package io.warmwell.ipamd.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.wiring.Oddity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OddityWatchTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plus(OddityWatch.LASTING);
  private static final Oddity ODDITY =
      new Oddity(Oddity.Kind.WITHOUT_LEASE, "link eni0", "carries an identity without a lease");

  private final OddityWatch watch = new OddityWatch();

  @Test
  void whatLastsIsToldOfOnce() {
    assertThat(watch.lasting(List.of(ODDITY), NOW)).isEmpty();

    assertThat(watch.lasting(List.of(ODDITY), LATER)).containsExactly(ODDITY);
    assertThat(watch.lasting(List.of(ODDITY), LATER.plusSeconds(60))).isEmpty();
  }

  @Test
  void whatPassesIsNotToldOf() {
    watch.lasting(List.of(ODDITY), NOW);
    watch.lasting(List.of(), NOW.plusSeconds(1));

    assertThat(watch.lasting(List.of(ODDITY), LATER)).isEmpty();
  }
}
