package io.warmwell.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A mount namespace in which some directories of the machine are others, which start empty. It
/// lives as long as the process that holds it.
final class MountNamespace implements AutoCloseable {
  private static final Duration MOUNTED_WITHIN = Duration.ofSeconds(10);
  private static final String HOLD_SECONDS = "3600";

  private final Process holder;
  private final List<Path> stands;

  private MountNamespace(Process holder, List<Path> stands) {
    this.holder = holder;
    this.stands = stands;
  }

  /// @param places the directories to be replaced; those that are missing are made, and stay: to
  ///   remove a directory takes what is mounted on it away in every other namespace too
  /// @param base where the others are made
  static MountNamespace over(List<Path> places, Path base) throws IOException {
    var script = new ArrayList<String>();
    var stands = new ArrayList<Path>();
    for (var place : places) {
      var stand = base.resolve("machine" + place);
      stands.add(Files.createDirectories(stand));
      Files.createDirectories(place);
      script.add("mount --bind '%s' '%s'".formatted(stand, place));
    }
    var ready = base.resolve("mounted");
    script.add("touch '%s'".formatted(ready));
    script.add("exec sleep " + HOLD_SECONDS);
    var holder =
        new ProcessBuilder("unshare", "--mount", "sh", "-c", String.join(" && ", script)).start();
    Awaitility.await().atMost(MOUNTED_WITHIN).until(() -> Files.exists(ready));
    return new MountNamespace(holder, stands);
  }

  /// The command that runs another inside.
  List<String> inside(List<String> command) {
    return Stream.concat(
            Stream.of("nsenter", "--mount=/proc/%d/ns/mnt".formatted(holder.pid())),
            command.stream())
        .toList();
  }

  /// Who is inside, but for the one who holds it.
  List<ProcessHandle> processes() {
    var own = namespace(holder.pid());
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != holder.pid() && namespace(process.pid()).equals(own))
        .toList();
  }

  /// What is mounted inside.
  List<String> mountPoints() throws IOException {
    return Files.readAllLines(Path.of("/proc/%d/mounts".formatted(holder.pid()))).stream()
        .map(line -> line.split(" ", -1)[1])
        .toList();
  }

  /// The files and sockets in the directories that stand for the machine's.
  List<Path> files() throws IOException {
    var files = new ArrayList<Path>();
    for (var stand : stands) {
      try (var all = Files.walk(stand)) {
        all.filter(path -> !Files.isDirectory(path)).forEach(files::add);
      }
    }
    return files;
  }

  /// Ends who is still inside.
  @Override
  public void close() {
    processes().forEach(ProcessHandle::destroyForcibly);
    holder.destroyForcibly();
    try {
      holder.waitFor();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path namespace(long process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/%d/ns/mnt".formatted(process)));
    } catch (NoSuchFileException | AccessDeniedException _) {
      return Path.of("gone or not ours");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
