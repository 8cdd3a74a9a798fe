package io.warmwell.cni.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// What the shim is to do: print this and exit with that status.
///
/// On the socket it is one message: `WWA1`, the exit status, the length of the text and the text;
/// numbers are unsigned 32-bit little endian.
public record ShimReply(int exitStatus, String standardOutput) {
  private static final int MAGIC = 0x31415757; // "WWA1", little endian
  private static final int HEADER_BYTES = 12;

  /// A success that prints nothing, as DEL does.
  public static ShimReply silence() {
    return new ShimReply(0, "");
  }

  /// A success that prints a result.
  public static ShimReply result(String json) {
    return new ShimReply(0, json + "\n");
  }

  /// A failure.
  ///
  /// @param cniVersion the version the caller speaks
  public static ShimReply error(CniError error, String cniVersion) {
    return new ShimReply(1, error.toJson(cniVersion) + "\n");
  }

  /// The message for the shim.
  public byte[] bytes() {
    var text = standardOutput.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER_BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(MAGIC)
        .putInt(exitStatus)
        .putInt(text.length)
        .put(text)
        .array();
  }
}
