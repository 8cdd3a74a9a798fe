package io.warmwell.cni.protocol;

import java.util.Arrays;
import java.util.stream.Collectors;

/// A version of the CNI specification that is served whole.
public enum CniVersion {
  V0_3_1("0.3.1", true),
  V0_4_0("0.4.0", true),
  V1_0_0("1.0.0", false);

  private final String text;
  private final boolean saysFamily;

  CniVersion(String text, boolean saysFamily) {
    this.text = text;
    this.saysFamily = saysFamily;
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
    return saysFamily;
  }

  @Override
  public String toString() {
    return text;
  }
}
