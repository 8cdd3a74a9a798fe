package io.warmwell.cni;

import io.warmwell.pool.AttachmentKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The identity that a host interface carries as its alias, so that the kernel alone tells whose it
/// is: `warmwell:<network>/<container>/<interface>`.
///
/// None of the three parts can contain a slash (CNI specification, section 2).
public record Alias(AttachmentKey key) {
  /// The longest alias the kernel keeps, in bytes (IFALIASZ of linux/if.h less the closing zero).
  public static final int BYTES_MAX = 255;

  private static final String PREFIX = "warmwell:";

  /// @throws IllegalArgumentException if the alias would be longer than [#BYTES_MAX]
  public Alias {
    if (!canHold(key)) {
      throw new IllegalArgumentException(
          "interface alias has "
              + bytes(key)
              + " bytes, the kernel keeps "
              + BYTES_MAX
              + ": "
              + key);
    }
  }

  /// Whether an alias of this attachment is short enough for the kernel.
  public static boolean canHold(AttachmentKey key) {
    return bytes(key) <= BYTES_MAX;
  }

  /// Reads an alias back; empty if the interface is not one of ours.
  public static Optional<Alias> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    var parts = text.substring(PREFIX.length()).split("/", -1);
    if (parts.length != 3 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Alias(new AttachmentKey(parts[0], parts[1], parts[2])));
  }

  /// The text that the kernel keeps.
  @Override
  public String toString() {
    return text(key);
  }

  private static int bytes(AttachmentKey key) {
    return text(key).getBytes(StandardCharsets.UTF_8).length;
  }

  private static String text(AttachmentKey key) {
    return PREFIX + key;
  }
}
