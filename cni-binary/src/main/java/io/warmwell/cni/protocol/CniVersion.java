package io.warmwell.cni.protocol;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A version of the CNI specification that is served whole.
public enum CniVersion {
  V0_3_1("0.3.1"),
  V0_4_0("0.4.0"),
  V1_0_0("1.0.0"),
  V1_1_0("1.1.0");

  private final String text;

  CniVersion(String text) {
    this.text = text;
  }

  /// The newest that is served.
  public static CniVersion newest() {
    return V1_1_0;
  }

  /// @throws CniRefusal code 1 if that version is not served
  public static CniVersion of(String text) {
    for (var version : values()) {
      if (version.text.equals(text)) {
        return version;
      }
    }
    var served = Arrays.stream(values()).map(v -> v.text).collect(Collectors.joining(", "));
    throw new CniRefusal(
        CniError.INCOMPATIBLE_VERSION,
        "cniVersion '" + text + "' is not served",
        "set cniVersion in the network configuration to one of " + served);
  }

  /// Whether each address of a result says its family: `version` went away with 1.0.0.
  boolean saysFamily() {
    return compareTo(V1_0_0) < 0;
  }

  /// Whether each interface of a result says its MTU: `mtu` came with 1.1.0.
  boolean saysMtu() {
    return compareTo(V1_1_0) >= 0;
  }

  /// Passes if a verb is in this version.
  ///
  /// @param since the version that the verb came with
  /// @throws CniRefusal code 1 if this version is older
  void require(CniVersion since, String verb) {
    if (compareTo(since) < 0) {
      throw new CniRefusal(
          CniError.INCOMPATIBLE_VERSION,
          verb + " came with cniVersion " + since + ", the network configuration says " + text,
          "set cniVersion in the network configuration to " + since + " or later");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
