package io.warmwell.simulator.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where a node keeps its files; on a real node they lie below `/run`, `/var` and `/opt`.
///
/// @param base the directory that holds the others
public record NodeDirectories(Path base) {
  private static final String CONFLIST =
      """
      {"cniVersion": "1.0.0", "name": "warmwell", "plugins": [{"type": "warmwell"}]}
      """;

  /// What outlives a reboot (WARMWELL_STATE_DIR).
  public Path state() {
    return base.resolve("state");
  }

  /// What does not (WARMWELL_RUN_DIR).
  public Path run() {
    return base.resolve("run");
  }

  /// The CNI executables, as `/opt/cni/bin`.
  public Path cniBin() {
    return base.resolve("bin");
  }

  /// The network configurations, as `/etc/cni/net.d`.
  public Path cniConf() {
    return base.resolve("conf");
  }

  /// What the daemon wrote to its standard output.
  public Path log() {
    return base.resolve("daemon.log");
  }

  /// The socket on which the daemon serves the shim.
  public Path socket() {
    return run().resolve("cni.sock");
  }

  /// Where the shim keeps what the daemon was not there to take.
  public Path spool() {
    return state().resolve("spool");
  }

  /// The executable that a container runtime calls.
  public Path shim() {
    return cniBin().resolve("warmwell");
  }

  /// The network configuration that a container runtime would find.
  public Path conflist() {
    return cniConf().resolve("10-warmwell.conflist");
  }

  /// Creates the directories and puts the executable and its configuration in their places.
  void create(Path shim) {
    try {
      for (var directory : List.of(state(), run(), cniBin(), cniConf())) {
        Files.createDirectories(directory);
      }
      Files.copy(
          shim, shim(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      Files.writeString(conflist(), CONFLIST);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lay out " + base, e);
    }
  }

  /// Deletes a directory with all it holds; nothing there is success.
  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + directory, e);
    }
  }
}
