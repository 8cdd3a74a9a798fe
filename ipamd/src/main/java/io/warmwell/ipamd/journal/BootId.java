package io.warmwell.ipamd.journal;

import io.warmwell.ipamd.agent.Records.RecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which boot of the machine this is: random(4), `/proc/sys/kernel/random/boot_id`.
///
/// @param value a UUID that the kernel draws anew at each boot
public record BootId(String value) {
  private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

  /// Asks the kernel.
  ///
  /// @throws RecordException if it does not tell
  public static BootId ofThisBoot() {
    try {
      return new BootId(Files.readString(FILE).strip());
    } catch (IOException e) {
      throw new RecordException("read the boot id: " + e + "; is /proc mounted?", e);
    }
  }
}
