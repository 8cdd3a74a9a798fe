package io.warmwell.e2e;

import io.warmwell.simulator.fabric.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that runs beside a test until it is ended, with its output in a file.
final class Watch {
  private static final Duration INTERRUPT_MAX = Duration.ofSeconds(2);
  private static final Duration END_MAX = Duration.ofSeconds(10);

  private final Process process;
  private final Path output;

  private Watch(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Watch start(NetworkNamespace namespace, Path output, String... command)
      throws IOException {
    var process =
        new ProcessBuilder(namespace.inside(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Watch(process, output);
  }

  /// Interrupts it and tells what it wrote.
  List<String> end() throws IOException, InterruptedException {
    // ping tells its figures on SIGINT only.
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    if (!process.waitFor(INTERRUPT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      // What a shell has started in the background inherits that SIGINT is ignored.
      process.destroy();
    }
    if (!process.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("did not end: " + process.info());
    }
    return Files.readAllLines(output);
  }
}
