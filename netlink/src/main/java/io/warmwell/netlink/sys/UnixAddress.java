package io.warmwell.netlink.sys;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A `sockaddr_un` (unix(7)).
final class UnixAddress {
  static final int AF_UNIX = 1;
  // sizeof(sun_path) less the closing zero.
  private static final int PATH_BYTES_MAX = 107;

  private UnixAddress() {}

  /// @throws IllegalArgumentException if the path has more than 107 bytes
  static ByteBuffer of(Path path, Arena arena) {
    var bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > PATH_BYTES_MAX) {
      throw new IllegalArgumentException(
          "socket path has "
              + bytes.length
              + " bytes, the kernel takes "
              + PATH_BYTES_MAX
              + ": "
              + path);
    }
    return Kernel.allocate(arena, Short.BYTES + bytes.length + 1)
        .putShort((short) AF_UNIX)
        .put(bytes)
        .put((byte) 0)
        .flip();
  }
}
