package io.warmwell.ipamd.journal;

import io.warmwell.ipamd.disk.Folder;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The file of a journal, which is never left with half a line in it, or is written anew.
///
/// Owned by the agent thread. Its methods throw [UncheckedIOException] if the disk refuses.
final class JournalFile {
  private static final String FRESH = ".new";

  private final Folder folder;
  private final String name;
  private Optional<Folder.OpenFile> open = Optional.empty();
  private Optional<String> keepAs = Optional.empty();
  private long size;

  JournalFile(Folder folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /// What there is; empty if there is nothing. A death between the two renames of [#replace] leaves
  /// only the new file, which is whole by then and takes its place now.
  Optional<byte[]> read() {
    if (folder.read(name).isEmpty() && folder.names().contains(name + FRESH)) {
      folder.rename(name + FRESH, name);
    }
    return folder.read(name);
  }

  /// Whether lines can be appended. Otherwise [#replace] comes first.
  boolean isOpen() {
    return open.isPresent();
  }

  /// Keeps the file that is replaced next under another name.
  void keepNext(String aside) {
    keepAs = Optional.of(aside);
  }

  /// Writes a new file, puts it in the old one's place, and leaves it open. If that fails the old
  /// one stays and can be appended to as before.
  void replace(String text) {
    var fresh = folder.create(name + FRESH);
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      fresh.append(bytes);
      keepAs
          .filter(_ -> folder.names().contains(name))
          .ifPresent(aside -> folder.rename(name, aside));
      keepAs = Optional.empty();
      folder.rename(name + FRESH, name);
    } catch (UncheckedIOException e) {
      discard(fresh, e);
      throw e;
    }
    var old = open;
    open = Optional.of(fresh);
    size = bytes.length;
    old.ifPresent(JournalFile::closeQuietly);
  }

  /// Appends lines. What a failure leaves of them is cut off; if not even that works, the file is
  /// closed, to be replaced.
  void append(String text) {
    var file = open.orElseThrow(() -> new IllegalStateException("not open: " + name));
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      file.append(bytes);
      size += bytes.length;
    } catch (UncheckedIOException e) {
      cut(file, e);
      throw e;
    }
  }

  void close() {
    open.ifPresent(JournalFile::closeQuietly);
    open = Optional.empty();
  }

  private void cut(Folder.OpenFile file, UncheckedIOException reason) {
    try {
      file.truncate(size);
    } catch (UncheckedIOException e) {
      reason.addSuppressed(e);
      close();
    }
  }

  /// A full disk needs the room that half a file takes.
  private void discard(Folder.OpenFile fresh, UncheckedIOException reason) {
    closeQuietly(fresh);
    try {
      folder.delete(name + FRESH);
    } catch (UncheckedIOException e) {
      reason.addSuppressed(e);
    }
  }

  /// Nothing was lost: each write has returned before.
  private static void closeQuietly(Folder.OpenFile file) {
    try {
      file.close();
    } catch (UncheckedIOException _) {
      // The descriptor is gone either way: close(2).
    }
  }
}
