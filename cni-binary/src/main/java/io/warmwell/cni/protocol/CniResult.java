package io.warmwell.cni.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.MacAddress;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/// What an ADD made.
///
/// Source: CNI SPEC 1.1.0, section 5, "Success", and SPEC 0.4.0, "Result". The host's end comes
/// first and has no sandbox, which is how bandwidth finds it; the pod's end has one, and the
/// addresses point to it, which is how portmap and kubelet find the pod's.
///
/// Neither end has a socket or a PCI device, so that `socketPath` and `pciID` are left out.
///
/// The only routes listed are the default ones, each with its gateway. The link route that makes
/// the gateway reachable is not: without `scope`, which came with 1.1.0, a route without a gateway
/// means one through the address's gateway, and a later plugin that applied it would break the pod.
public record CniResult(
    CniVersion version, End host, End pod, String sandbox, List<Address> addresses) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int INITIAL_CAPACITY = 512;

  public CniResult {
    addresses = List.copyOf(addresses);
  }

  /// An address of the pod, and where its packets go.
  public record Address(IpAddress address, IpAddress gateway) {}

  /// One end of the veth pair.
  ///
  /// @param mtu in bytes
  public record End(String name, MacAddress mac, int mtu) {}

  /// The JSON that goes to standard output, written at once: a tree would take longer than the rest
  /// of an answer.
  public String toJson() {
    var text = new StringWriter(INITIAL_CAPACITY);
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("cniVersion", version.toString());
      writeInterfaces(json);
      writeAddresses(json);
      writeRoutes(json);
      json.writeObjectFieldStart("dns");
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  private void writeInterfaces(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("interfaces");
    writeEnd(json, host);
    json.writeEndObject();
    writeEnd(json, pod);
    json.writeStringField("sandbox", sandbox);
    json.writeEndObject();
    json.writeEndArray();
  }

  private void writeEnd(JsonGenerator json, End end) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", end.name());
    json.writeStringField("mac", end.mac().toString());
    if (version.saysMtu()) {
      json.writeNumberField("mtu", end.mtu());
    }
  }

  private void writeAddresses(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("ips");
    for (var each : addresses) {
      json.writeStartObject();
      if (version.saysFamily()) {
        json.writeStringField("version", each.address().family() == IpFamily.IPV4 ? "4" : "6");
      }
      json.writeNumberField("interface", 1);
      json.writeStringField("address", each.address().toPrefix().toString());
      json.writeStringField("gateway", each.gateway().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeRoutes(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("routes");
    for (var each : addresses) {
      json.writeStartObject();
      json.writeStringField("dst", each.address().family().everywhere().toString());
      json.writeStringField("gw", each.gateway().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
