package io.warmwell.simulator.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// How one call of the CNI executable went.
public sealed interface CniCall {

  /// From the start of its process to its end.
  Duration took();

  /// It exited with 0.
  ///
  /// @param result the plugin's result, a missing node when it printed nothing
  record Succeeded(Duration took, JsonNode result) implements CniCall {

    /// The pod's IPv4 address of a successful ADD; of a pod with IPv6 alone the one that its IPv6
    /// address ends in, which is good on its node only. Source: CNI SPEC 1.0.0, "Success".
    ///
    /// @throws IllegalStateException if the result has none
    public Ipv4Address address() {
      return addresses()
          .filter(text -> !isIpv6(text))
          .map(text -> Ipv4Prefix.parse(text).base())
          .findFirst()
          .or(() -> ipv6().map(Ipv6Address::embedded))
          .orElseThrow(
              () -> new IllegalStateException("the plugin's result has no address: " + result));
    }

    /// The pod's IPv6 address of a successful ADD, if it has one.
    public Optional<Ipv6Address> ipv6() {
      return addresses()
          .filter(Succeeded::isIpv6)
          .map(text -> Ipv6Prefix.parse(text).base())
          .findFirst();
    }

    private Stream<String> addresses() {
      return result.path("ips").valueStream().map(ip -> ip.path("address").asText());
    }

    private static boolean isIpv6(String text) {
      return text.contains(":");
    }
  }

  /// It exited otherwise. Source of the codes: CNI SPEC 1.0.0, "Error".
  ///
  /// @param code the specification's error code, 0 when the plugin printed no error object
  /// @param message the plugin's sentence, or whatever it printed
  record Failed(Duration took, int code, String message, String details) implements CniCall {

    /// Whether the runtime is told to try again later.
    public boolean again() {
      return code == TRY_AGAIN_LATER;
    }
  }

  /// The code that asks for a later try.
  int TRY_AGAIN_LATER = 11;

  /// Reads what the executable left behind.
  static CniCall of(Duration took, int exitCode, String output, String errors) {
    var json = json(output);
    if (exitCode == 0) {
      return new Succeeded(took, json);
    }
    if (json.has("code")) {
      return new Failed(
          took,
          json.path("code").asInt(),
          json.path("msg").asText(),
          json.path("details").asText());
    }
    return new Failed(took, 0, "exit code " + exitCode + ": " + output + errors, "");
  }

  private static JsonNode json(String output) {
    try {
      return new ObjectMapper().readTree(output);
    } catch (JsonProcessingException _) {
      return MissingNode.getInstance();
    }
  }
}
