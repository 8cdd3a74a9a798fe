package io.warmwell.cli.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.world.NodeDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/// The well-known directory of a world in the background: `/tmp/warmwell-dev/NAME`.
///
/// @param name the world's
record DevDirectory(String name) {
  private static final Path ROOT = Path.of("/tmp/warmwell-dev");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /// @throws IllegalArgumentException if no world can have that name
  DevDirectory {
    Fabric.requireName(name);
  }

  /// The directory itself.
  Path path() {
    return ROOT.resolve(name);
  }

  /// The nodes' files.
  Path nodes() {
    return path().resolve("nodes");
  }

  /// The description of the world, there as soon as it is ready.
  Path description() {
    return path().resolve("world.json");
  }

  /// What the background process wrote.
  Path log() {
    return path().resolve("world.log");
  }

  /// Whether anything is there.
  boolean exists() {
    return Files.exists(path());
  }

  /// Makes it.
  void create() {
    try {
      Files.createDirectories(path());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + path(), e);
    }
  }

  /// Deletes it, and the directory above when no other world is there.
  void delete() {
    NodeDirectories.delete(path());
    try {
      Files.deleteIfExists(ROOT);
    } catch (DirectoryNotEmptyException _) {
      // Another world is up.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + ROOT, e);
    }
  }

  /// Remembers the background process: its id alone could be another's by the time it is read.
  void recordProcess(ProcessHandle process) {
    write(process(), "%d %s%n".formatted(process.pid(), startOf(process)));
  }

  /// The background process, if it lives.
  Optional<ProcessHandle> livingProcess() {
    if (!Files.exists(process())) {
      return Optional.empty();
    }
    var recorded = read(process()).strip();
    var space = recorded.indexOf(' ');
    return ProcessHandle.of(Long.parseLong(recorded.substring(0, space)))
        .filter(ProcessHandle::isAlive)
        .filter(handle -> startOf(handle).toString().equals(recorded.substring(space + 1)));
  }

  /// Writes the description at once, so that whoever waits for it never sees half of it.
  void describe(JsonNode world) {
    try {
      write(description(), JSON.writeValueAsString(world) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The description, if the world was ready.
  Optional<JsonNode> world() {
    try {
      return Files.exists(description())
          ? Optional.of(JSON.readTree(description().toFile()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + description(), e);
    }
  }

  /// What the background process wrote so far.
  String logText() {
    return Files.exists(log()) ? read(log()) : "";
  }

  private Path process() {
    return path().resolve("process");
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void write(Path file, String text) {
    try {
      var unfinished = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(unfinished, text);
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
