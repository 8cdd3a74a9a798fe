package io.warmwell.bench.micro;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.disk.DiskFolder;
import io.warmwell.ipamd.journal.BootId;
import io.warmwell.ipamd.journal.Journal;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import io.warmwell.simulator.world.NodeDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A lease and its end on their way to the journal, compaction included.
///
/// Confined to one thread, like the journal.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {Micro.SERIAL, Micro.CLIENT_COMPILER, Micro.UNSAFE})
public class JournalBenchmark {
  /// A tmpfs, as `/run` is, where the daemon has its journal.
  private static final Path TMPFS = Path.of("/dev/shm");

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Lease LEASE =
      new Lease(
          new Attachment(
              new AttachmentKey("warmwell", "0123456789abcdef".repeat(4), "eth0"),
              new PodName("default", "web-5d4f8c7b9d-x2x7k"),
              "eni0123456789a"),
          Ipv4Address.parse("10.0.17.42"),
          new EniId("eni-0123456789abcdef0"),
          1,
          NOW);

  private final Path directory = temporary();
  private final Journal journal =
      Journal.open(new DiskFolder(directory), new BootId("bench"), InstantSource.fixed(NOW));

  /// Two lines.
  @Benchmark
  public void appendGrantAndRelease() {
    journal.granted(LEASE);
    journal.released(LEASE, NOW);
  }

  /// Removes the file.
  @TearDown
  public void close() {
    journal.close();
    NodeDirectories.delete(directory);
  }

  private static Path temporary() {
    try {
      return Files.isDirectory(TMPFS)
          ? Files.createTempDirectory(TMPFS, "warmwell-bench")
          : Files.createTempDirectory("warmwell-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("a directory for the journal", e);
    }
  }
}
