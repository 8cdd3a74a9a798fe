package io.warmwell.ipamd.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CandidacyTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Times TIMES = Times.CALM;
  private static final Duration LENGTH = TIMES.length();

  private final Candidacy candidacy = new Candidacy("node-a", TIMES);

  @Test
  void whereThereIsNoLeaseOneIsMade() {
    assertThat(candidacy.wish(Optional.empty(), NOW))
        .contains(new Tenure("node-a", LENGTH, NOW, NOW, 0, ""));
  }

  @Test
  void whoHasWrittenTheLeaseLeadsUntilAQuarterBeforeItsEnd() {
    var mine = candidacy.wish(Optional.empty(), NOW).orElseThrow();

    candidacy.written(mine, NOW);

    assertThat(candidacy.leadsUntil()).isEqualTo(NOW.plus(Duration.ofSeconds(675)));
    assertThat(candidacy.rest(NOW)).isEqualTo(TIMES.renewal());
  }

  @Test
  void whoLeadsRenews() {
    var mine = heldBy("node-a", "1");
    candidacy.written(mine, NOW);

    var later = NOW.plus(TIMES.renewal());

    assertThat(candidacy.wish(Optional.of(mine), later)).contains(mine.renewedAt(later));
  }

  @Test
  void aLeaderThatIsHeardOfIsLeftAlone() {
    for (var version = 1; version < 9; version++) {
      var now = NOW.plus(LENGTH.multipliedBy(version));

      assertThat(candidacy.wish(Optional.of(heldBy("node-b", "" + version)), now)).isEmpty();
    }
    assertThat(candidacy.rest(NOW)).isEqualTo(TIMES.look());
  }

  @Test
  void aLeaderThatIsNotHeardOfIsFollowedAfterTheWholeLength() {
    var silent = Optional.of(heldBy("node-b", "1"));

    assertThat(candidacy.wish(silent, NOW)).isEmpty();
    assertThat(candidacy.wish(silent, NOW.plus(LENGTH).minusMillis(1))).isEmpty();
    assertThat(candidacy.wish(silent, NOW.plus(LENGTH)))
        .contains(new Tenure("node-a", LENGTH, NOW.plus(LENGTH), NOW.plus(LENGTH), 4, "1"));
  }

  @Test
  void whatTheOthersClockShowsDoesNotMatter() {
    var fromThePast = new Tenure("node-b", LENGTH, Instant.EPOCH, Instant.EPOCH, 3, "1");

    assertThat(candidacy.wish(Optional.of(fromThePast), NOW)).isEmpty();
  }

  @Test
  void aLeaseThatWasGivenUpIsTakenAtOnce() {
    var vacant = heldBy("node-b", "1").vacated(NOW);

    assertThat(candidacy.wish(Optional.of(vacant), NOW))
        .get()
        .extracting(Tenure::holder)
        .isEqualTo("node-a");
  }

  @Test
  void whoFindsAnotherLeaderStopsAtOnce() {
    candidacy.written(heldBy("node-a", "1"), NOW);

    candidacy.wish(Optional.of(heldBy("node-b", "2")), NOW.plusSeconds(1));

    assertThat(candidacy.leadsUntil()).isBefore(NOW);
    assertThat(candidacy.farewell(NOW)).isEmpty();
  }

  @Test
  void troubleDoesNotEndAReignAndDoesNotProlongIt() {
    candidacy.written(heldBy("node-a", "1"), NOW);
    var end = candidacy.leadsUntil();

    candidacy.failed();

    assertThat(candidacy.leadsUntil()).isEqualTo(end);
  }

  @Test
  void inTroubleLooksBecomeRarer() {
    candidacy.failed();
    assertThat(candidacy.rest(NOW)).isEqualTo(Duration.ofSeconds(15));
    candidacy.failed();
    assertThat(candidacy.rest(NOW)).isEqualTo(Duration.ofSeconds(30));
    for (var more = 0; more < 100; more++) {
      candidacy.failed();
    }
    assertThat(candidacy.rest(NOW)).isEqualTo(TIMES.look());

    candidacy.wish(Optional.of(heldBy("node-b", "1")), NOW);
    assertThat(candidacy.rest(NOW)).isEqualTo(TIMES.look());
  }

  @Test
  void whoStopsGivesTheLeaseUp() {
    candidacy.written(heldBy("node-a", "1"), NOW);

    assertThat(candidacy.farewell(NOW))
        .contains(new Tenure("", Duration.ofSeconds(1), NOW, NOW, 3, "1"));
    assertThat(candidacy.leadsUntil()).isBefore(NOW);
  }

  @Test
  void aLeaderMustBeAbleToMissARenewal() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Times(
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(20),
                    Duration.ZERO));
  }

  private static Tenure heldBy(String holder, String version) {
    return new Tenure(holder, LENGTH, NOW, NOW, 3, version);
  }
}
