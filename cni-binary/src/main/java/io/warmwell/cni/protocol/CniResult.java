package io.warmwell.cni.protocol;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;

/// What an ADD made.
///
/// Source: CNI SPEC 1.1.0, section 5, "Success", and SPEC 0.4.0, "Result". The host's end comes
/// first and has no sandbox, which is how bandwidth finds it; the pod's end has one, and the
/// address points to it, which is how portmap and kubelet find the pod's address.
///
/// Neither end has a socket or a PCI device, so that `socketPath` and `pciID` are left out.
///
/// The only route listed is the default one, with its gateway. The link route that makes the
/// gateway reachable is not: without `scope`, which came with 1.1.0, a route without a gateway
/// means one through the address's gateway, and a later plugin that applied it would break the pod.
public record CniResult(
    CniVersion version,
    End host,
    End pod,
    String sandbox,
    Ipv4Address address,
    Ipv4Address gateway) {
  private static final int INITIAL_CAPACITY = 512;

  /// One end of the veth pair.
  ///
  /// @param mtu in bytes
  public record End(String name, MacAddress mac, int mtu) {}

  /// The JSON that goes to standard output, written at once: a tree would take longer than the rest
  /// of an answer.
  public String toJson() {
    var json = new StringBuilder(INITIAL_CAPACITY);
    json.append("{\"cniVersion\":\"").append(version).append("\",\"interfaces\":[");
    describe(json, host).append("},");
    describe(json, pod).append(",\"sandbox\":");
    quote(json, sandbox).append("}],\"ips\":[{");
    if (version.saysFamily()) {
      json.append("\"version\":\"4\",");
    }
    json.append("\"interface\":1,\"address\":\"").append(address).append("/32\"");
    json.append(",\"gateway\":\"").append(gateway).append("\"}]");
    json.append(",\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"").append(gateway);
    return json.append("\"}],\"dns\":{}}").toString();
  }

  private StringBuilder describe(StringBuilder json, End end) {
    quote(json.append("{\"name\":"), end.name());
    json.append(",\"mac\":\"").append(end.mac()).append('"');
    return version.saysMtu() ? json.append(",\"mtu\":").append(end.mtu()) : json;
  }

  private static StringBuilder quote(StringBuilder json, String text) {
    json.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    return json.append('"');
  }
}
