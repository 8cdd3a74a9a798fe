package io.warmwell.ipamd.disk;

import java.util.List;
import java.util.Optional;

/// A directory with the few small files in which the daemon remembers things.
///
/// The seam between records and the disk: a simulation puts memory behind it, a test a disk that is
/// full. Not thread-safe: each folder has one user. Every method throws [UncheckedIOException] if
/// the disk refuses. What is not synced survives the death of the process, and may not survive that
/// of the machine.
public interface Folder {

  /// Where a file lies, for messages.
  String locate(String name);

  /// The names of the files, in order; none if the directory does not exist.
  List<String> names();

  /// What a file holds; empty if it does not exist.
  Optional<byte[]> read(String name);

  /// Opens a file for writing, empty. The directory is made if it is not there.
  OpenFile create(String name);

  /// Gives a file another name, replacing what has that name, in one step.
  void rename(String from, String to);

  /// Deletes a file. Nothing there is success.
  void delete(String name);

  /// Makes the names as they are now outlive the machine's death.
  void sync();

  /// A file that is written. Not thread-safe.
  interface OpenFile extends AutoCloseable {

    /// Appends to the file; a failure may leave some of it there.
    void append(byte[] bytes);

    /// Cuts the file to a length in bytes; what is appended follows there.
    void truncate(long size);

    /// Makes what the file holds outlive the machine's death.
    void sync();

    @Override
    void close();
  }
}
