package io.warmwell.cni.protocol;

import static io.warmwell.cni.protocol.CniError.BAD_CONFIGURATION;

import com.fasterxml.jackson.databind.JsonNode;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/// What an interface plugin asks of us as its IPAM plugin: standard input is its own configuration,
/// whose `ipam.type` is our name.
///
/// Source: CNI SPEC 1.1.0, section 4.
///
/// @param plugin the interface plugin's `type`
/// @param gateway where packets out of the subnet go, if the configuration says it
/// @param routes those to be made, if the configuration lists any
public record Delegation(
    String plugin, Optional<Ipv4Address> gateway, Optional<List<Route>> routes) {
  private static final String OUR_NAME = "warmwell";

  /// Plugins that put the pod on the link of an interface of the node, where the VPC's router
  /// answers.
  private static final Set<String> ON_THE_LINK = Set.of("ipvlan", "macvlan", "host-device");

  /// A route of the pod's.
  ///
  /// @param gateway the address's own if empty
  public record Route(Ipv4Prefix destination, Optional<Ipv4Address> gateway) {}

  public Delegation {
    routes = routes.map(List::copyOf);
  }

  /// Whether the pod meets the VPC's router by itself; otherwise its way out is the node.
  public boolean isOnTheLink() {
    return ON_THE_LINK.contains(plugin);
  }

  static Optional<Delegation> read(JsonNode configuration) {
    var plugin = configuration.path("type").asText("");
    var ipam = configuration.path("ipam");
    if (!ipam.path("type").asText("").equals(OUR_NAME) || plugin.equals(OUR_NAME)) {
      return Optional.empty();
    }
    return Optional.of(
        new Delegation(plugin, address(ipam, "ipam.gateway", "gateway"), routes(ipam)));
  }

  private static Optional<List<Route>> routes(JsonNode ipam) {
    var routes = ipam.path("routes");
    if (routes.isMissingNode() || routes.isNull()) {
      return Optional.empty();
    }
    if (!routes.isArray()) {
      throw refusal("ipam.routes", "a list");
    }
    return Optional.of(
        StreamSupport.stream(routes.spliterator(), false).map(Delegation::route).toList());
  }

  private static Route route(JsonNode route) {
    return new Route(
        destination(route.path("dst").asText("")), address(route, "ipam.routes[].gw", "gw"));
  }

  private static Ipv4Prefix destination(String text) {
    try {
      return Ipv4Prefix.parse(text);
    } catch (IllegalArgumentException e) {
      throw refusal("ipam.routes[].dst", "an IPv4 prefix: " + e.getMessage());
    }
  }

  private static Optional<Ipv4Address> address(JsonNode json, String where, String key) {
    var text = json.path(key).asText("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Ipv4Address.parse(text));
    } catch (IllegalArgumentException e) {
      throw refusal(where, "an IPv4 address: " + e.getMessage());
    }
  }

  private static CniRefusal refusal(String where, String wanted) {
    return new CniRefusal(
        BAD_CONFIGURATION,
        "network configuration: " + where + " is not " + wanted,
        "correct the file in the runtime's CNI configuration directory");
  }
}
