package io.warmwell.ipamd.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.disk.DiskFolder;
import io.warmwell.ipamd.disk.Folder;
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

  private static final BootId BOOT = new BootId("boot-1");

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
  void aDeathInTheVeryFirstWriteLeavesNothingToTrip() throws IOException {
    open().close();
    var whole = Files.readString(file);

    Files.writeString(file, whole.stripTrailing());
    assertThat(open().entries()).isEmpty();
    Files.writeString(file, "");
    assertThat(open().entries()).isEmpty();
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
  void aDeathAfterTheDamagedFileWasSetAsideCostsNothing() throws IOException {
    open().released(lease("a", "10.0.0.10"), NOW.plusSeconds(30));
    var whole = Files.readString(file);
    Files.move(file, file.resolveSibling("journal.new"));

    assertThat(open().entries())
        .containsExactly(new Entry.Resting(Ipv4Address.parse("10.0.0.10"), NOW.plusSeconds(30)));
    assertThat(file).hasContent(whole);
    assertThat(file.resolveSibling("journal.new")).doesNotExist();
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
  void aPlaceThatCannotBeWrittenIsNamedAndUsedOnceItCan() throws IOException {
    var state = directory.resolve("state");
    Files.writeString(state, "a file where a directory should be");
    var journal = open();

    assertThatThrownBy(() -> journal.granted(lease("a", "10.0.0.10")))
        .isInstanceOf(Records.RecordException.class)
        .hasMessageStartingWith("write journal " + file)
        .hasMessageEndingWith("check that its file system is writable and has room");

    Files.delete(state);
    journal.granted(lease("a", "10.0.0.10"));
    assertThat(open().entries()).containsExactly(new Entry.Granted(lease("a", "10.0.0.10")));
  }

  @Test
  void aLaterBootStartsCleanAndKeepsTheOldFileOnce() throws IOException {
    open().granted(lease("a", "10.0.0.10"));
    var before = Files.readString(file);

    var later = Journal.open(folder(), new BootId("boot-2"), InstantSource.fixed(NOW));

    assertThat(later.entries()).isEmpty();
    assertThat(file.resolveSibling(Journal.EARLIER_BOOT)).hasContent(before);
    assertThat(open().entries()).as("the first boot's, were it to come back").isEmpty();
  }

  @Test
  void aFileThatDoesNotTellItsBootIsTakenOver() throws IOException {
    open().granted(lease("a", "10.0.0.10"));
    var lines = Files.readAllLines(file);
    Files.writeString(file, lines.getLast() + "\n");

    assertThat(open().entries()).containsExactly(new Entry.Granted(lease("a", "10.0.0.10")));
    assertThat(Files.readAllLines(file)).isEqualTo(lines);
  }

  @Test
  void aWriteThatFailsLeavesNothingOfItselfInTheFile() {
    var disk = new FailingFolder(folder());
    var journal = Journal.open(disk, BOOT, InstantSource.fixed(NOW));
    journal.granted(lease("a", "10.0.0.10"));

    disk.fill(true);
    assertThatThrownBy(() -> journal.granted(lease("b", "10.0.0.11")))
        .isInstanceOf(Records.RecordException.class);
    disk.fill(false);
    journal.granted(lease("c", "10.0.0.12"));

    assertThat(open().entries())
        .containsExactly(
            new Entry.Granted(lease("a", "10.0.0.10")), new Entry.Granted(lease("c", "10.0.0.12")));
    assertThat(file.resolveSibling(Journal.DAMAGED)).doesNotExist();
  }

  @Test
  void aFileThatCannotEvenBeCutIsWrittenAnew() {
    var disk = new FailingFolder(folder());
    var journal = Journal.open(disk, BOOT, InstantSource.fixed(NOW));
    journal.granted(lease("a", "10.0.0.10"));

    disk.fill(true);
    disk.refuseToCut(true);
    assertThatThrownBy(() -> journal.granted(lease("b", "10.0.0.11")))
        .isInstanceOf(Records.RecordException.class);
    disk.fill(false);
    journal.granted(lease("c", "10.0.0.12"));

    assertThat(open().entries())
        .containsExactly(
            new Entry.Granted(lease("a", "10.0.0.10")), new Entry.Granted(lease("c", "10.0.0.12")));
  }

  @Test
  void theEndOfALeaseThatCouldNotBeWrittenIsWrittenWithTheNextRecord() {
    var disk = new FailingFolder(folder());
    var journal = Journal.open(disk, BOOT, InstantSource.fixed(NOW));
    journal.granted(lease("a", "10.0.0.10"));

    disk.fill(true);
    assertThatThrownBy(() -> journal.released(lease("a", "10.0.0.10"), NOW.plusSeconds(30)))
        .isInstanceOf(Records.RecordException.class);
    disk.fill(false);
    journal.granted(lease("b", "10.0.0.11"));

    assertThat(open().entries())
        .containsExactly(
            new Entry.Resting(Ipv4Address.parse("10.0.0.10"), NOW.plusSeconds(30)),
            new Entry.Granted(lease("b", "10.0.0.11")));
  }

  @Test
  void aJournalThatWasRefusedTriesTheDiskWhenAskedAndLosesNothing() {
    var disk = new FailingFolder(folder());
    var journal = Journal.open(disk, BOOT, InstantSource.fixed(NOW));
    journal.granted(lease("a", "10.0.0.10"));
    assertThat(journal.trouble()).isEmpty();

    disk.fill(true);
    assertThatThrownBy(() -> journal.released(lease("a", "10.0.0.10"), NOW.plusSeconds(30)))
        .isInstanceOf(Records.RecordException.class);

    assertThat(journal.trouble()).hasValueSatisfying(why -> assertThat(why).contains("write"));
    disk.fill(false);
    assertThat(journal.trouble()).isEmpty();
    assertThat(open().entries())
        .containsExactly(new Entry.Resting(Ipv4Address.parse("10.0.0.10"), NOW.plusSeconds(30)));
  }

  @Test
  void aRewriteThatFailsCostsNoLease() throws IOException {
    var disk = new FailingFolder(folder());
    var journal = Journal.open(disk, BOOT, InstantSource.fixed(NOW));
    disk.refuseToCreate(true);

    for (var round = 0; round < Journal.STALE_LINES_MAX * 2; round++) {
      journal.granted(lease("a", "10.0.0.10"));
    }

    assertThat(open().entries()).containsExactly(new Entry.Granted(lease("a", "10.0.0.10")));
  }

  private Journal open() {
    return Journal.open(folder(), BOOT, InstantSource.fixed(NOW));
  }

  private Folder folder() {
    return new DiskFolder(directory.resolve("state"));
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
