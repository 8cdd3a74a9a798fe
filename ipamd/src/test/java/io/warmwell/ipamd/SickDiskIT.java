package io.warmwell.ipamd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is really full, and one that is really read-only, in a mount namespace of its own.
class SickDiskIT {
  private static final String MOUNT =
      "mount -t tmpfs -o size=64k,mode=0700 tmpfs \"$0\" && exec \"$@\"";
  private static final long ENDS_WITHIN_SECONDS = 60;

  @TempDir private Path directory;

  @Test
  void leasesAndIntentsAreRefusedKeptAndTakenAgain() throws IOException, InterruptedException {
    var command =
        List.of(
            "unshare",
            "--mount",
            "--propagation",
            "private",
            "sh",
            "-c",
            MOUNT,
            directory.toString(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SickDisk.class.getName(),
            directory.toString());

    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output).contains("journal can be written again");
    assertThat(directory).as("outside of the namespace").isEmptyDirectory();
  }
}
