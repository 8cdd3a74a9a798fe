package io.warmwell.cni.protocol;

import static io.warmwell.cni.protocol.CniError.UNDECODABLE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What the shim was called with, as it passes it on: six environment variables and standard input.
///
/// On the socket it is one message: `WWQ1`, the number of fields, and each field's length and
/// bytes; numbers are unsigned 32-bit little endian. The order of the fields is that of this
/// record.
///
/// @param command `CNI_COMMAND`; like all that follow, empty if it was not set
/// @param container `CNI_CONTAINERID`
/// @param namespacePath `CNI_NETNS`
/// @param interfaceName `CNI_IFNAME`
/// @param arguments `CNI_ARGS`
/// @param path `CNI_PATH`
/// @param configuration standard input
public record ShimRequest(
    String command,
    String container,
    String namespacePath,
    String interfaceName,
    String arguments,
    String path,
    String configuration) {
  /// The longest request, in bytes.
  public static final int BYTES_MAX = 256 * 1024;

  private static final int MAGIC = 0x31515757; // "WWQ1", little endian
  private static final List<String> FIELDS =
      List.of(
          "CNI_COMMAND",
          "CNI_CONTAINERID",
          "CNI_NETNS",
          "CNI_IFNAME",
          "CNI_ARGS",
          "CNI_PATH",
          "the network configuration");

  /// Reads a message.
  ///
  /// @throws CniRefusal code 6 if it is anything but a whole request in UTF-8
  public static ShimRequest parse(byte[] message) {
    var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    if (message.length < 8 || message.length > BYTES_MAX || in.getInt() != MAGIC) {
      throw malformed("it does not start with WWQ1");
    }
    var count = in.getInt();
    if (count != FIELDS.size()) {
      throw malformed("it has " + Integer.toUnsignedString(count) + " fields");
    }
    var fields = new ArrayList<String>();
    for (var name : FIELDS) {
      fields.add(field(in, name));
    }
    if (in.hasRemaining()) {
      throw malformed(in.remaining() + " bytes follow its last field");
    }
    return new ShimRequest(
        fields.get(0),
        fields.get(1),
        fields.get(2),
        fields.get(3),
        fields.get(4),
        fields.get(5),
        fields.get(6));
  }

  private static String field(ByteBuffer in, String name) {
    var length = in.remaining() < 4 ? -1 : in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw malformed("it ends within " + name);
    }
    var bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new CniRefusal(UNDECODABLE, name + " is not UTF-8", "correct it where it is written");
    }
  }

  private static CniRefusal malformed(String how) {
    return new CniRefusal(
        UNDECODABLE,
        "the shim's request is malformed: " + how,
        "install the /opt/cni/bin/warmwell that came with this daemon");
  }
}
