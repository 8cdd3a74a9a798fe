package io.warmwell.ipamd.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.node.Repair;
import io.warmwell.netlink.wire.Rule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Repair RULE = Repair.addRule(Rule.ofAll(512, 20_000));
  private static final Repair OTHER = Repair.addRule(Rule.ofAll(1536, 20_001));

  private final Patience patience = new Patience();

  @Test
  void whatChangesNowAndThenIsRepairedAtOnce() {
    for (var minute = 0; minute < 100; minute++) {
      var now = NOW.plus(Duration.ofMinutes(minute));
      assertThat(patience.allows(RULE, now)).isTrue();
      assertThat(patience.tried(RULE, now)).isEmpty();
    }
  }

  @Test
  void whatChangesAllTheTimeIsRepairedMoreAndMoreSeldom() {
    for (var times = 1; times < Patience.FREE; times++) {
      assertThat(patience.allows(RULE, NOW)).isTrue();
      assertThat(patience.tried(RULE, NOW)).isEmpty();
    }

    assertThat(patience.tried(RULE, NOW)).contains(Patience.PAUSE_MIN);
    assertThat(patience.allows(RULE, NOW)).isFalse();
    assertThat(patience.next(NOW)).contains(NOW.plus(Patience.PAUSE_MIN));

    var later = NOW.plus(Patience.PAUSE_MIN);
    assertThat(patience.allows(RULE, later)).isTrue();
    assertThat(patience.tried(RULE, later)).isEmpty();
    assertThat(patience.next(later)).contains(later.plus(Patience.PAUSE_MIN.multipliedBy(2)));
  }

  @Test
  void aPauseHasALimit() {
    var now = NOW;
    for (var times = 0; times < 200; times++) {
      patience.tried(RULE, now);
      now = patience.next(now).orElse(now);
    }

    patience.tried(RULE, now);

    assertThat(patience.next(now)).contains(now.plus(Patience.PAUSE_MAX));
  }

  @Test
  void oneThingDoesNotHoldUpAnother() {
    exhaust();

    assertThat(patience.allows(OTHER, NOW)).isTrue();
  }

  @Test
  void whatWasLeftAloneStartsAfresh() {
    exhaust();
    var quiet = NOW.plus(Patience.PAUSE_MIN).plus(Patience.QUIET);

    patience.forget(quiet);

    assertThat(patience.tried(RULE, quiet)).isEmpty();
    assertThat(patience.allows(RULE, quiet)).isTrue();
  }

  private void exhaust() {
    for (var times = 0; times < Patience.FREE; times++) {
      patience.tried(RULE, NOW);
    }
    assertThat(patience.allows(RULE, NOW)).isFalse();
  }
}
