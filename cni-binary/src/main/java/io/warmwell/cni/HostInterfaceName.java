package io.warmwell.cni;

import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.PodName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of the host's end of a veth pair follows from whose it is, as policy agents expect.
///
/// It is a prefix and the first eleven hexadecimal digits of a SHA-1: of `namespace.pod` for a
/// pod's `eth0`, which is the rule of the AWS VPC CNI (pkg/networkutils/names.go), and of the
/// container's id for a container that is not a pod. Any further interface adds a dot and its name.
public final class HostInterfaceName {
  /// The longest prefix: the kernel's names have at most 15 bytes (IFNAMSIZ, netdevice(7)).
  public static final int PREFIX_BYTES_MAX = 4;

  private static final int DIGITS = 11;
  private static final String FIRST_INTERFACE = "eth0";

  /// Never used but to be cloned: to look for the algorithm takes longer than to use it.
  private static final MessageDigest SHA1 = empty();

  private HostInterfaceName() {}

  /// The name of the host's end.
  ///
  /// @param prefix 1 to 4 ASCII characters, `eni` by default
  /// @throws IllegalArgumentException if the prefix is empty or longer
  public static String of(String prefix, PodName pod, AttachmentKey key) {
    if (prefix.isEmpty() || prefix.length() > PREFIX_BYTES_MAX) {
      throw new IllegalArgumentException(
          "host interface prefix has 1 to " + PREFIX_BYTES_MAX + " bytes: '" + prefix + "'");
    }
    var owner = pod.name().isEmpty() ? key.container() : pod.namespace() + "." + pod.name();
    var suffix = key.interfaceName().equals(FIRST_INTERFACE) ? "" : "." + key.interfaceName();
    return prefix + sha1(owner + suffix).substring(0, DIGITS);
  }

  private static String sha1(String text) {
    try {
      var digest = (MessageDigest) SHA1.clone();
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-1 can be cloned", e);
    }
  }

  private static MessageDigest empty() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1 (MessageDigest)", e);
    }
  }
}
