package io.warmwell.cni.protocol;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.List;

/// What an interface plugin gets from us as its IPAM plugin: an address, its gateway and routes,
/// and no interfaces.
///
/// Source: CNI SPEC 1.1.0, section 5, "Delegated plugins (IPAM)". The prefix length is that of the
/// subnet, since interface plugins expect the gateway within it.
public record AddressResult(
    CniVersion version,
    Ipv4Address address,
    Ipv4Prefix subnet,
    Ipv4Address gateway,
    List<Delegation.Route> routes) {

  public AddressResult {
    routes = List.copyOf(routes);
  }

  /// The JSON that goes to standard output.
  public String toJson() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("cniVersion", version.toString());
    var address = json.putArray("ips").addObject();
    if (version.saysFamily()) {
      address.put("version", "4");
    }
    address.put("address", address() + "/" + subnet.length()).put("gateway", gateway.toString());
    var listed = json.putArray("routes");
    for (var route : routes) {
      var entry = listed.addObject().put("dst", route.destination().toString());
      route.gateway().ifPresent(gateway -> entry.put("gw", gateway.toString()));
    }
    json.putObject("dns");
    return json.toString();
  }
}
