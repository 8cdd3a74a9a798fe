package io.warmwell.ipamd.journal;

import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.disk.Folder;
import io.warmwell.pool.Lease;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records leases in a file, one line each, before anybody learns of them.
///
/// Owned by the agent thread. No pod outlives a reboot: the file lies on tmpfs, and its first line
/// names the boot, so that where it does not, a later boot starts clean. A write that has returned
/// survives the death of the process without fsync. A torn last line, which a death in the middle
/// of a write leaves, is cut off; other damaged lines are skipped. A file that is not taken over
/// whole is kept beside the new one for whoever wants to know.
///
/// A disk that refuses to be written costs leases that cannot be granted, and nothing else: ends of
/// leases wait in memory, and the first write that works brings the file up to date.
public final class Journal implements Records, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /// The file's name in its folder.
  public static final String FILE = "journal";

  static final String DAMAGED = FILE + ".damaged";
  static final String EARLIER_BOOT = FILE + ".earlier-boot";

  /// The file is rewritten when it has this many lines more than it needs.
  static final int STALE_LINES_MAX = 2_000;

  private final String path;
  private final BootId boot;
  private final InstantSource clock;
  private final Ledger ledger = new Ledger();
  private final JournalFile file;

  /// Ends of leases, and leases of the kernel's, that the file does not tell yet: no more than it
  /// tells of leases and the kernel of pods.
  private final List<Entry> overdue = new ArrayList<>();

  private boolean refused;
  private int lines;
  private int linesMax;

  private Journal(Folder folder, BootId boot, InstantSource clock) {
    this.path = folder.locate(FILE);
    this.boot = boot;
    this.clock = clock;
    this.file = new JournalFile(folder, FILE);
  }

  /// Opens the journal in a folder, where it need not exist. A disk that refuses is logged; until
  /// it does not any more, no lease can be granted.
  public static Journal open(Folder folder, BootId boot, InstantSource clock) {
    var journal = new Journal(folder, boot, clock);
    journal.load();
    journal.begin();
    return journal;
  }

  /// The leases and cool-downs that the journal remembers.
  public Collection<Entry> entries() {
    return ledger.entries();
  }

  @Override
  public void granted(Lease lease) {
    var entry = new Entry.Granted(lease);
    write(entry);
    ledger.apply(entry);
    compact();
  }

  /// Records a lease that only the kernel remembered; if the disk refuses, with the next record.
  @Override
  public void recovered(Lease lease) {
    late(new Entry.Granted(lease));
  }

  /// Records the end of a lease; if the disk refuses, with the next record.
  @Override
  public void released(Lease lease, Instant restsUntil) {
    late(new Entry.Resting(lease.address(), restsUntil));
  }

  @Override
  public Optional<String> trouble() {
    if (!refused) {
      return Optional.empty();
    }
    try {
      rewrite();
      writable();
      return Optional.empty();
    } catch (UncheckedIOException e) {
      return Optional.of(failed(e).reason());
    }
  }

  private void late(Entry entry) {
    ledger.apply(entry);
    try {
      write(entry);
    } catch (RecordException e) {
      overdue.add(entry);
      throw e;
    }
    compact();
  }

  @Override
  public void close() {
    if (!overdue.isEmpty()) {
      try {
        rewrite();
      } catch (UncheckedIOException e) {
        log.warn("journal does not tell the end of leases={} error={}", overdue.size(), cause(e));
      }
    }
    file.close();
  }

  private void load() {
    try {
      file.read().map(Reading::of).ifPresent(this::take);
    } catch (UncheckedIOException e) {
      file.keepNext(DAMAGED);
      log.error(
          "journal cannot be read, leases are rebuilt from the kernel file={} error={}",
          path,
          cause(e));
    }
    ledger.forgetRested(clock.instant());
  }

  private void take(Reading reading) {
    if (reading.boot().filter(other -> !other.equals(boot)).isPresent()) {
      file.keepNext(EARLIER_BOOT);
      log.info(
          "journal is of an earlier boot, no pod outlived that file={} lines={} kept={}",
          path,
          reading.entries().size(),
          EARLIER_BOOT);
      return;
    }
    reading.entries().forEach(ledger::apply);
    if (reading.torn()) {
      log.warn("journal has a torn last line, which is cut off file={}", path);
    }
    if (reading.damaged() > 0) {
      file.keepNext(DAMAGED);
      log.error(
          "journal has damaged lines file={} lines={} kept={}", path, reading.damaged(), DAMAGED);
    }
  }

  private void begin() {
    try {
      rewrite();
    } catch (UncheckedIOException e) {
      refused = true;
      log.error("no lease can be granted: {}", failed(e).reason());
    }
  }

  private void write(Entry entry) {
    try {
      if (!file.isOpen()) {
        rewrite();
      }
      var late = overdue.stream().map(EntryCodec::encode).collect(Collectors.joining());
      file.append(late + EntryCodec.encode(entry));
      lines += overdue.size() + 1;
      overdue.clear();
      writable();
    } catch (UncheckedIOException e) {
      refused = true;
      throw failed(e);
    }
  }

  private void writable() {
    if (refused) {
      log.info("journal can be written again file={}", path);
    }
    refused = false;
  }

  /// What has been recorded stays recorded if this fails.
  private void compact() {
    if (lines <= linesMax) {
      return;
    }
    ledger.forgetRested(clock.instant());
    try {
      rewrite();
    } catch (UncheckedIOException e) {
      linesMax = lines + STALE_LINES_MAX;
      log.warn("journal not compacted, it grows on file={} error={}", path, cause(e));
    }
  }

  private void rewrite() {
    var text = ledger.entries().stream().map(EntryCodec::encode).collect(Collectors.joining());
    file.replace(EntryCodec.encode(boot) + text);
    overdue.clear();
    lines = ledger.size();
    linesMax = lines + STALE_LINES_MAX;
  }

  private RecordException failed(UncheckedIOException e) {
    return new RecordException(
        "write journal %s: %s; check that its file system is writable and has room"
            .formatted(path, cause(e)),
        e);
  }

  private static String cause(UncheckedIOException e) {
    return String.valueOf(e.getCause());
  }
}
