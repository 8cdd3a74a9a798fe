package io.warmwell.ipamd.journal;

import io.warmwell.ipamd.agent.Records;
import io.warmwell.pool.Lease;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records leases in a file, one line each, before anybody learns of them.
///
/// Owned by the agent thread. The file lies on tmpfs, since no pod outlives a reboot; a write that
/// has returned survives the death of the process without fsync. A torn last line, which a death in
/// the middle of a write leaves, is cut off; other damaged lines are skipped, and the damaged file
/// is kept beside the new one for whoever wants to know.
public final class Journal implements Records, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /// The file is rewritten when it has this many lines more than it needs.
  static final int STALE_LINES_MAX = 2_000;

  private final Path file;
  private final InstantSource clock;
  private final Ledger ledger;
  private FileChannel channel;
  private int lines;

  private Journal(Path file, InstantSource clock, Ledger ledger) throws IOException {
    this.file = file;
    this.clock = clock;
    this.ledger = ledger;
    this.channel = rewritten();
    this.lines = ledger.size();
  }

  /// Opens the journal in a file, which need not exist.
  ///
  /// @throws RecordException if it can be neither read nor written
  public static Journal open(Path file, InstantSource clock) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      var ledger = new Ledger();
      if (Files.exists(file)) {
        read(file, ledger);
      }
      ledger.forgetRested(clock.instant());
      return new Journal(file, clock, ledger);
    } catch (IOException e) {
      throw failed("open", file, e);
    }
  }

  /// The leases and cool-downs that the journal remembers.
  public Collection<Entry> entries() {
    return ledger.entries();
  }

  @Override
  public void granted(Lease lease) {
    append(new Entry.Granted(lease));
  }

  @Override
  public void released(Lease lease, Instant restsUntil) {
    append(new Entry.Resting(lease.address(), restsUntil));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("journal not closed file={} error=\"{}\"", file, e.toString());
    }
  }

  private void append(Entry entry) {
    try {
      var end = channel.position();
      try {
        write(channel, EntryCodec.encode(entry));
      } catch (IOException e) {
        // Half a line must not stay in front of the next one.
        channel.truncate(end);
        throw e;
      }
      ledger.apply(entry);
      lines++;
      if (lines - ledger.size() > STALE_LINES_MAX) {
        compact();
      }
    } catch (IOException e) {
      throw failed("write", file, e);
    }
  }

  private void compact() throws IOException {
    ledger.forgetRested(clock.instant());
    var old = channel;
    channel = rewritten();
    lines = ledger.size();
    old.close();
  }

  /// Writes what counts to a new file, puts it in the old one's place, and leaves it open.
  private FileChannel rewritten() throws IOException {
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    var text = ledger.entries().stream().map(EntryCodec::encode).collect(Collectors.joining());
    var opened =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      write(opened, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private static void read(Path file, Ledger ledger) throws IOException {
    var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    var lines = List.of(text.split("\n", -1));
    var damaged = 0;
    for (var line : lines.subList(0, lines.size() - 1)) {
      var entry = EntryCodec.decode(line);
      entry.ifPresent(ledger::apply);
      damaged += entry.isPresent() ? 0 : 1;
    }
    if (!lines.getLast().isEmpty()) {
      log.warn("journal has a torn last line, which is cut off file={}", file);
    }
    if (damaged > 0) {
      var kept = file.resolveSibling(file.getFileName() + ".damaged");
      Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
      log.error("journal has damaged lines file={} lines={} kept={}", file, damaged, kept);
    }
  }

  private static void write(FileChannel channel, String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static RecordException failed(String verb, Path file, IOException cause) {
    return new RecordException(
        verb
            + " journal "
            + file
            + ": "
            + cause
            + "; check that its file system is writable and"
            + " has room",
        cause);
  }
}
