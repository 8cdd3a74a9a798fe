package io.warmwell.simulator.world;

import io.warmwell.simulator.fabric.NetworkNamespace;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The real daemon of a node: a process of its own inside the node's namespace.
///
/// Thread-safe: each operation holds the daemon until it is done.
public final class Daemon {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
  private static final Duration READY_POLL = Duration.ofMillis(20);
  private static final Duration STOP_MAX = Duration.ofSeconds(10);
  private static final int LOG_LINES_SHOWN = 15;

  /// What the daemon is shipped with: small heap, the client compiler (a node has better use for
  /// its memory) that compiles after 20 calls instead of 200 (a node has few pods, and none of them
  /// should pay for interpreted code), and JNR's native access.
  private static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:CompileThresholdScaling=0.1",
          "-Xms12m",
          "-Xmx96m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final NetworkNamespace namespace;
  private final NodeDirectories directories;
  private final Map<String, String> environment;
  private final String main;
  private Optional<Process> process = Optional.empty();

  /// @param main the class whose `main` is the daemon
  Daemon(
      NetworkNamespace namespace,
      NodeDirectories directories,
      Map<String, String> environment,
      String main) {
    this.main = main;
    this.namespace = namespace;
    this.directories = directories;
    this.environment = Map.copyOf(environment);
  }

  /// The variables it is started with.
  public Map<String, String> environment() {
    return environment;
  }

  /// Starts it and returns at once.
  ///
  /// @throws IllegalStateException if it runs already
  public synchronized void start() {
    if (running()) {
      throw new IllegalStateException("the daemon of " + namespace.name() + " runs already");
    }
    removeStaleSocket();
    var builder = new ProcessBuilder(namespace.inside(command()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(directories.log().toFile()));
    builder.redirectInput(new File("/dev/null"));
    try {
      var started = builder.start();
      process = Optional.of(started);
      LOG.debug("daemon started node={} pid={}", namespace.name(), started.pid());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the daemon of " + namespace.name(), e);
    }
  }

  /// Waits until it takes requests.
  ///
  /// @throws IllegalStateException if it ends or the time is over; the message carries the end of
  ///   its log
  public void awaitReady(Duration wait) throws InterruptedException {
    var deadline = System.nanoTime() + wait.toNanos();
    while (!ready()) {
      if (!running()) {
        throw new IllegalStateException("the daemon of " + namespace.name() + " ended" + logEnd());
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the daemon of %s is not ready after %d s%s"
                .formatted(namespace.name(), wait.toSeconds(), logEnd()));
      }
      Thread.sleep(READY_POLL);
    }
  }

  /// Whether it takes requests: its socket appears when it does.
  public boolean ready() {
    return running() && Files.exists(directories.socket());
  }

  /// Whether its process lives.
  public synchronized boolean running() {
    return process.filter(Process::isAlive).isPresent();
  }

  /// Its process id while it runs.
  public synchronized Optional<Long> pid() {
    return process.filter(Process::isAlive).map(Process::pid);
  }

  /// Ends it as `kill -9` does.
  public synchronized void kill() {
    process.ifPresent(
        running -> {
          running.destroyForcibly();
          awaitEnd(running);
        });
  }

  /// Asks it to end, and ends it if it has not after 10 s. Returns whether it went by itself.
  public synchronized boolean stop() {
    if (!running()) {
      return true;
    }
    var asked = process.orElseThrow();
    asked.destroy();
    if (awaitEnd(asked)) {
      return true;
    }
    kill();
    return false;
  }

  /// The last lines of its log, each on a line of its own, for an error message.
  public String logEnd() {
    if (!Files.exists(directories.log())) {
      return "; it wrote no log";
    }
    try (Stream<String> lines = Files.lines(directories.log())) {
      var all = lines.toList();
      var shown = all.subList(Math.max(0, all.size() - LOG_LINES_SHOWN), all.size());
      return "; its log " + directories.log() + " ends:\n  " + String.join("\n  ", shown);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }

  /// A daemon that was killed leaves its socket behind; taken away, its existence means readiness.
  private void removeStaleSocket() {
    try {
      Files.deleteIfExists(directories.socket());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean awaitEnd(Process process) {
    try {
      return process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
