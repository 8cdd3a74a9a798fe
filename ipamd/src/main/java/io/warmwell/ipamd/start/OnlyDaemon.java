package io.warmwell.ipamd.start;

import io.warmwell.eni.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Keeps a second daemon off the node: two pools over the same ENIs would give an address twice.
///
/// Holds a lock on a file, which the kernel lets go of when the process dies, however it dies.
public final class OnlyDaemon implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(100);

  private final FileChannel file;

  private OnlyDaemon(FileChannel file) {
    this.file = file;
  }

  /// Takes the lock, waiting for a daemon that is just stopping.
  ///
  /// @param waitMax how long the other may take to stop
  /// @throws IllegalStateException if another daemon keeps running
  /// @throws UncheckedIOException if the file cannot be made
  public static OnlyDaemon claim(Path file, Duration waitMax, InstantSource clock, Pause pause)
      throws InterruptedException {
    var deadline = clock.instant().plus(waitMax);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      while (locked(channel).isEmpty()) {
        if (clock.instant().isAfter(deadline)) {
          channel.close();
          throw new IllegalStateException(
              "another daemon holds %s and has not stopped within %d s; stop it first"
                  .formatted(file, waitMax.toSeconds()));
        }
        pause.pause(STEP);
      }
      return new OnlyDaemon(channel);
    } catch (IOException e) {
      throw new UncheckedIOException("lock " + file + ": " + e, e);
    }
  }

  /// Lets the next daemon in.
  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<FileLock> locked(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException _) {
      return Optional.empty();
    }
  }
}
