package io.warmwell.cli.simulate;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Runs worlds in processes of its own, since one JVM can only run one at a time at full speed.
///
/// Thread-safe: a thread per worker takes seeds, and the tally has a lock.
final class Crew {
  /// One worker is one thread: the serial collector wastes none, and the server compiler pays off
  /// after a few worlds.
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms128m",
          "-Xmn96m",
          "-Xmx512m",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED");

  private final Worlds worlds;
  private final Tally tally;
  private final AtomicLong next;
  private final long end;

  /// @param end the seed after the last one
  Crew(Worlds worlds, Tally tally, long first, long end) {
    this.worlds = worlds;
    this.tally = tally;
    this.next = new AtomicLong(first);
    this.end = end;
  }

  void run(int workers) throws InterruptedException {
    var threads =
        IntStream.range(0, workers).mapToObj(_ -> Thread.ofPlatform().start(this::feed)).toList();
    for (var thread : threads) {
      thread.join();
    }
  }

  /// Goes on until there are no more seeds, or the worker is dead.
  private void feed() {
    var process = start();
    var seed = next.getAndIncrement();
    try (var seeds = new DataOutputStream(process.getOutputStream());
        var outcomes = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      for (; seed < end; seed = next.getAndIncrement()) {
        seeds.writeLong(seed);
        seeds.flush();
        tally.add(Outcome.read(outcomes));
      }
    } catch (IOException e) {
      tally.lost("seed %d: its worker died, pid=%d: %s".formatted(seed, process.pid(), e));
    }
  }

  private Process start() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    command.add(String.valueOf(worlds.nodesMin()));
    try {
      return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("start a worker: " + command.getFirst(), e);
    }
  }
}
