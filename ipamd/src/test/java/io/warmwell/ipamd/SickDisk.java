package io.warmwell.ipamd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Records.RecordException;
import io.warmwell.ipamd.disk.DiskFolder;
import io.warmwell.ipamd.intents.Intent;
import io.warmwell.ipamd.intents.IntentException;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.ipamd.journal.BootId;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.ipamd.journal.Journal;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A program that lives through a full and a read-only disk; exit status 0 if nothing was lost.
///
/// Started by [SickDiskIT] in a mount namespace of its own, on a tmpfs of 64 KiB.
final class SickDisk {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int BLOCK_BYTES = 4096;

  /// More than fit into the slack of the journal's last block.
  private static final int LEASES_MAX = 100;

  private final Path disk;
  private final List<Entry> expected = new ArrayList<>();
  private int leases;

  private SickDisk(Path disk) {
    this.disk = disk;
  }

  /// @param arguments the directory on which the small disk is mounted
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var sick = new SickDisk(Path.of(arguments[0]));
    sick.fullThenEmptyThenReadOnly();
    System.exit(0);
  }

  private void fullThenEmptyThenReadOnly() throws IOException, InterruptedException {
    var journal = journal();
    var first = grant(journal);
    var intents = intents();
    intents.begin(deletion(1));

    fill();
    assertThatThrownBy(
            () -> {
              while (leases < LEASES_MAX) {
                grant(journal);
              }
            })
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("No space left on device");
    assertThatThrownBy(
            () -> {
              // The first ends still fit where a lease does not.
              while (true) {
                journal.released(first, NOW.plusSeconds(30));
              }
            })
        .isInstanceOf(RecordException.class);
    assertThatThrownBy(() -> intents.begin(deletion(2)))
        .isInstanceOf(IntentException.class)
        .hasMessageContaining("No space left on device");
    assertThat(intents().left()).containsExactly(deletion(1));
    assertThat(remembered())
        .as("a start on a full disk")
        .containsAll(expected.subList(1, expected.size()));

    Files.delete(disk.resolve("ballast"));
    intents.end(deletion(1));
    assertThat(intents().left()).isEmpty();
    expected.set(0, new Entry.Resting(first.address(), NOW.plusSeconds(30)));
    grant(journal);
    journal.close();
    assertThat(remembered()).containsExactlyInAnyOrderElementsOf(expected);
    intents.begin(deletion(3));

    mount("remount,ro");
    var readOnly = journal();
    assertThat(readOnly.entries()).containsExactlyInAnyOrderElementsOf(expected);
    assertThatThrownBy(() -> grant(readOnly))
        .isInstanceOf(RecordException.class)
        .hasMessageContaining("Read-only file system");
    intents.end(deletion(3));
    assertThatThrownBy(() -> intents.begin(deletion(4))).isInstanceOf(IntentException.class);

    mount("remount,rw");
    grant(readOnly);
    assertThat(remembered()).containsExactlyInAnyOrderElementsOf(expected);
    intents.begin(deletion(5));
    assertThat(intents().left()).containsExactly(deletion(5));
  }

  /// What a daemon that starts now would know. Closed again: a file that is open for writing keeps
  /// its disk from being made read-only.
  private Collection<Entry> remembered() {
    try (var journal = journal()) {
      return journal.entries();
    }
  }

  /// Grants the next lease; it is expected to be remembered if that succeeds.
  private Lease grant(Journal journal) {
    leases++;
    var attachment =
        new Attachment(
            new AttachmentKey("net", "container-" + leases, "eth0"),
            new PodName("default", "pod-" + leases),
            "eni" + leases);
    var address = Ipv4Address.parse("10.0.0." + leases);
    var lease = new Lease(attachment, address, new EniId("eni-1"), 1, NOW);
    journal.granted(lease);
    expected.add(new Entry.Granted(lease));
    return lease;
  }

  private Journal journal() {
    var folder = new DiskFolder(disk.resolve("run"));
    return Journal.open(folder, new BootId("boot-1"), InstantSource.fixed(NOW));
  }

  private Intents intents() {
    return Intents.open(new DiskFolder(disk.resolve("state/intents")), "i-1");
  }

  private static Intent deletion(int eni) {
    return new Intent.Deletion(new EniId("eni-" + eni));
  }

  /// Takes every block that is free.
  private void fill() throws IOException {
    try (var ballast =
        Files.newOutputStream(disk.resolve("ballast"), StandardOpenOption.CREATE_NEW)) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  ballast.write(new byte[BLOCK_BYTES]);
                }
              })
          .hasMessage("No space left on device");
    }
  }

  private void mount(String option) throws IOException, InterruptedException {
    var mount = new ProcessBuilder("mount", "-o", option, disk.toString()).inheritIO().start();
    assertThat(mount.waitFor()).as("mount -o %s", option).isZero();
  }
}
