package io.warmwell.cni.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /// One end of the veth pair.
  ///
  /// @param mtu in bytes
  public record End(String name, MacAddress mac, int mtu) {}

  /// The JSON that goes to standard output.
  public String toJson() {
    var json = JsonNodeFactory.instance.objectNode().put("cniVersion", version.toString());
    var interfaces = json.putArray("interfaces");
    describe(interfaces.addObject(), host);
    describe(interfaces.addObject(), pod).put("sandbox", sandbox);
    var ip = json.putArray("ips").addObject();
    if (version.saysFamily()) {
      ip.put("version", "4");
    }
    ip.put("interface", 1).put("address", address + "/32").put("gateway", gateway.toString());
    json.putArray("routes").addObject().put("dst", "0.0.0.0/0").put("gw", gateway.toString());
    json.putObject("dns");
    return json.toString();
  }

  private ObjectNode describe(ObjectNode json, End end) {
    json.put("name", end.name()).put("mac", end.mac().toString());
    return version.saysMtu() ? json.put("mtu", end.mtu()) : json;
  }
}
