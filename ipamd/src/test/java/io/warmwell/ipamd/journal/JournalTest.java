package io.warmwell.ipamd.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;
  private Path file = Path.of("unset");

  @BeforeEach
  void nameTheFile() {
    file = directory.resolve("state/journal");
  }

  @Test
  void whatWasRecordedIsRememberedAfterADeath() {
    var journal = open();
    journal.granted(lease("a", "10.0.0.10"));
    journal.granted(lease("b", "10.0.0.11"));
    journal.released(lease("a", "10.0.0.10"), NOW.plusSeconds(30));

    assertThat(open().entries())
        .containsExactly(
            new Entry.Resting(Ipv4Address.parse("10.0.0.10"), NOW.plusSeconds(30)),
            new Entry.Granted(lease("b", "10.0.0.11")));
  }

  @Test
  void aCoolDownThatIsOverIsForgotten() {
    open().released(lease("a", "10.0.0.10"), NOW);

    assertThat(open().entries()).isEmpty();
  }

  @Test
  void aTornLastLineIsCutOff() throws IOException {
    open().granted(lease("a", "10.0.0.10"));
    Files.writeString(file, "deadbeef {\"granted\":\"10.0.0.1", StandardOpenOption.APPEND);

    var journal = open();
    journal.granted(lease("b", "10.0.0.11"));

    assertThat(open().entries())
        .containsExactly(
            new Entry.Granted(lease("a", "10.0.0.10")), new Entry.Granted(lease("b", "10.0.0.11")));
  }

  @Test
  void aDamagedLineCostsNoOtherAndIsKeptForWhoeverWantsToKnow() throws IOException {
    var journal = open();
    journal.granted(lease("a", "10.0.0.10"));
    journal.granted(lease("b", "10.0.0.11"));
    var damaged = Files.readString(file).replaceFirst("10\\.0\\.0\\.10", "10.0.0.99");
    Files.writeString(file, damaged);

    assertThat(open().entries()).containsExactly(new Entry.Granted(lease("b", "10.0.0.11")));
    assertThat(file.resolveSibling("journal.damaged")).hasContent(damaged);
  }

  @Test
  void aReleaseThatCouldNotBeRecordedIsSettledByTheNextLease() {
    var journal = open();
    journal.granted(lease("a", "10.0.0.10"));

    journal.granted(lease("a", "10.0.0.11"));
    journal.granted(lease("b", "10.0.0.10"));

    assertThat(open().entries())
        .containsExactly(
            new Entry.Granted(lease("b", "10.0.0.10")), new Entry.Granted(lease("a", "10.0.0.11")));
  }

  @Test
  void theFileDoesNotGrowForEver() throws IOException {
    var journal = open();
    for (var round = 0; round < Journal.STALE_LINES_MAX * 2; round++) {
      journal.granted(lease("a", "10.0.0.10"));
      journal.released(lease("a", "10.0.0.10"), NOW.plusSeconds(30));
    }
    journal.granted(lease("b", "10.0.0.10"));

    assertThat(Files.readAllLines(file)).hasSizeLessThan(Journal.STALE_LINES_MAX + 10);
    assertThat(open().entries()).containsExactly(new Entry.Granted(lease("b", "10.0.0.10")));
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("state"), "a file where a directory should be");

    assertThatThrownBy(this::open)
        .isInstanceOf(Records.RecordException.class)
        .hasMessageStartingWith("open journal " + file)
        .hasMessageEndingWith("check that its file system is writable and has room");
  }

  private Journal open() {
    return Journal.open(file, InstantSource.fixed(NOW));
  }

  private static Lease lease(String container, String address) {
    var attachment =
        new Attachment(
            new AttachmentKey("net", container, "eth0"),
            new PodName("default", "pod \"" + container + "\"\n"),
            "eni0123456789a");
    return new Lease(attachment, Ipv4Address.parse(address), new EniId("eni-1"), 1, NOW);
  }
}
