package io.warmwell.cni.protocol;

import static io.warmwell.cni.protocol.CniError.BAD_CONFIGURATION;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/// What an attachment's ADD made, all plugins of the list together, as its runtime kept it.
///
/// Source: CNI SPEC 1.1.0, section 5, "ADD Success". Texts are as they came, empty where the result
/// says nothing; who compares them must expect other plugins' interfaces and addresses among ours.
public record PreviousResult(
    List<Interface> interfaces, List<Address> addresses, List<Route> routes) {
  private static final String KEY = "prevResult";

  public PreviousResult {
    interfaces = List.copyOf(interfaces);
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
  }

  /// An interface that some plugin made.
  ///
  /// @param mtu in bytes, 0 if it is not said; it came with 1.1.0
  /// @param sandbox the namespace it is in, empty on the host
  public record Interface(String name, String mac, int mtu, String sandbox) {

    /// Whether it is on the host.
    public boolean isOnHost() {
      return sandbox.isEmpty();
    }
  }

  /// An address that some plugin assigned.
  ///
  /// @param cidr for example `10.0.1.7/32`
  public record Address(String cidr) {

    /// Without its prefix length.
    public String address() {
      return cidr.replaceFirst("/.*$", "");
    }
  }

  /// A route that some plugin made.
  ///
  /// @param destination for example `0.0.0.0/0`
  /// @param gateway empty if it is left to the addresses
  public record Route(String destination, String gateway) {}

  /// @throws CniRefusal code 7 if it is missing, or not of the specified form
  static PreviousResult read(JsonNode json) {
    if (json.isMissingNode() || json.isNull()) {
      throw new CniRefusal(
          BAD_CONFIGURATION,
          "CHECK without a prevResult in the network configuration",
          "the runtime must pass the result that it got from ADD");
    }
    if (!json.isObject()) {
      throw malformed(KEY, "an object");
    }
    return new PreviousResult(
        list(json, "interfaces", PreviousResult::anInterface),
        list(json, "ips", (entry, where) -> new Address(text(entry, "address", where))),
        list(
            json,
            "routes",
            (entry, where) -> new Route(text(entry, "dst", where), text(entry, "gw", where))));
  }

  private static Interface anInterface(JsonNode entry, String where) {
    var mtu = entry.path("mtu");
    if (!mtu.isMissingNode() && !mtu.isNull() && !mtu.canConvertToInt()) {
      throw malformed(where + ".mtu", "a number");
    }
    return new Interface(
        text(entry, "name", where),
        text(entry, "mac", where),
        mtu.asInt(0),
        text(entry, "sandbox", where));
  }

  private static <T> List<T> list(
      JsonNode json, String key, BiFunction<JsonNode, String, T> reader) {
    var entries = json.path(key);
    if (entries.isMissingNode() || entries.isNull()) {
      return List.of();
    }
    if (!entries.isArray()) {
      throw malformed(KEY + "." + key, "a list");
    }
    return IntStream.range(0, entries.size())
        .mapToObj(
            i -> {
              var where = KEY + "." + key + "[" + i + "]";
              if (!entries.path(i).isObject()) {
                throw malformed(where, "an object");
              }
              return reader.apply(entries.path(i), where);
            })
        .toList();
  }

  private static String text(JsonNode entry, String key, String where) {
    var value = entry.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw malformed(where + "." + key, "a string");
    }
    return value.asText();
  }

  private static CniRefusal malformed(String where, String wanted) {
    return new CniRefusal(
        BAD_CONFIGURATION,
        "network configuration: " + where + " is not " + wanted,
        "the runtime must pass the result that it got from ADD");
  }
}
