package io.warmwell.cni.server;

import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.CniResult;
import io.warmwell.cni.protocol.CniVersion;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.cni.protocol.ShimRequest;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import java.util.List;

/// One request and its answers, made up and thrown away before the first real one.
///
/// A cold JVM takes 0.1 s, and on a busy machine more than one, to load the JSON and regular
/// expression classes (measured on Temurin 25). A node that starts is busy, and its first pod would
/// wait for them.
final class Rehearsal {
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
  private static final Ipv4Address ADDRESS = Ipv4Address.parse("169.254.1.1");
  private static final ShimRequest REQUEST =
      new ShimRequest(
          "ADD",
          "rehearsal",
          "/run/netns/rehearsal",
          "eth0",
          "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=rehearsal",
          "/opt/cni/bin",
          "{\"cniVersion\":\"1.0.0\",\"name\":\"rehearsal\",\"type\":\"warmwell\",\"mtu\":1500}");

  private Rehearsal() {}

  /// Plays it; returns how many bytes its answers have.
  static int play() {
    var request = CniRequest.of(REQUEST);
    var end = new CniResult.End(REQUEST.interfaceName(), MAC, 1500);
    var result =
        new CniResult(
            CniVersion.V0_4_0,
            end,
            end,
            REQUEST.namespacePath(),
            List.of(new CniResult.Address(ADDRESS, ADDRESS)));
    var error = new CniError(CniError.TRY_AGAIN_LATER, "rehearsal", "none");
    return ShimReply.result(result.toJson()).bytes().length
        + ShimReply.error(error, request.version().toString()).bytes().length;
  }
}
