package io.warmwell.ipamd.disk;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A line that shows damage: eight hexadecimal digits of CRC-32C, a space, a text, a line feed.
public final class SealedLine {
  private static final int CHECKSUM_DIGITS = 8;

  private SealedLine() {}

  /// @param text without a line feed
  public static String seal(String text) {
    return checksum(text) + " " + text + "\n";
  }

  /// The text of a line that comes without its line feed; empty if the line is damaged.
  public static Optional<String> open(String line) {
    if (line.length() <= CHECKSUM_DIGITS || line.charAt(CHECKSUM_DIGITS) != ' ') {
      return Optional.empty();
    }
    var text = line.substring(CHECKSUM_DIGITS + 1);
    return checksum(text).equals(line.substring(0, CHECKSUM_DIGITS))
        ? Optional.of(text)
        : Optional.empty();
  }

  private static String checksum(String text) {
    var checksum = new CRC32C();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
