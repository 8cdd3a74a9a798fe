package io.warmwell.cni.protocol;

import static io.warmwell.cni.protocol.CniError.BAD_CONFIGURATION;
import static io.warmwell.cni.protocol.CniError.UNDECODABLE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/// The part of a network configuration that concerns us; other keys are other people's.
///
/// Source: CNI SPEC 1.1.0, section 1.
///
/// @param name of the network
/// @param mtu of the pod's interface in bytes, 0 if the configuration leaves it to the daemon
/// @param json the whole of it
record NetworkConfiguration(CniVersion version, String name, int mtu, JsonNode json) {
  private static final int MTU_MIN = 576; // RFC 791: what every IPv4 host takes
  private static final int MTU_MAX = 9001; // EC2 jumbo frames
  private static final String PREVIOUS_RESULT = "prevResult";

  /// A runtime sends the same configuration with every ADD. Nobody changes what was read.
  private static final AtomicReference<Optional<Parsed>> LAST =
      new AtomicReference<>(Optional.empty());

  private static final int REMEMBERED_MAX = 4_096;

  private record Parsed(String text, NetworkConfiguration read) {}

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxDocumentLength(ShimRequest.BYTES_MAX)
                          .maxStringLength(ShimRequest.BYTES_MAX)
                          .maxNameLength(1024)
                          .maxNumberLength(64)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// @throws CniRefusal code 6 if it is not JSON, 1 if its version is not served, 7 if a key that
  ///   concerns us is missing or wrong
  static NetworkConfiguration parse(String text) {
    var last = LAST.get();
    if (last.isPresent() && last.get().text().equals(text)) {
      return last.get().read();
    }
    var read = parseAnew(text);
    if (text.length() <= REMEMBERED_MAX && !read.hasPreviousResult()) {
      LAST.set(Optional.of(new Parsed(text, read)));
    }
    return read;
  }

  private static NetworkConfiguration parseAnew(String text) {
    var json = read(text);
    var version = CniVersion.of(json.path("cniVersion").asText(""));
    var name = json.path("name").asText("");
    if (!NAME.matcher(name).matches()) {
      throw refusal("name", name, "a letter or digit, then letters, digits, '_', '.' and '-'");
    }
    if (json.path("type").asText("").isEmpty()) {
      throw refusal("type", "", "the name of this plugin's file");
    }
    // An interface plugin's MTU is its own business.
    var mtu = Delegation.read(json).isPresent() ? 0 : mtu(json.path("mtu"));
    return new NetworkConfiguration(version, name, mtu, json);
  }

  /// What another plugin that makes the interface asks for; empty if it is left to us.
  ///
  /// @throws CniRefusal code 7 if a key of its `ipam` part that concerns us is wrong
  Optional<Delegation> delegation() {
    return Delegation.read(json);
  }

  /// Whether it comes with a result: on ADD, plugins have run before this one.
  boolean hasPreviousResult() {
    return json.has(PREVIOUS_RESULT);
  }

  /// The result it comes with.
  ///
  /// @throws CniRefusal code 7 if there is none, or it is none
  PreviousResult previousResult() {
    return PreviousResult.read(json.path(PREVIOUS_RESULT));
  }

  /// The attachments that a GC shall leave.
  ///
  /// @throws CniRefusal code 7 if there is no such list, or it is malformed
  List<ValidAttachments.Ends> validAttachments() {
    return ValidAttachments.read(json.path(ValidAttachments.KEY));
  }

  /// The version a configuration asks to be answered in, for errors about anything else in it; the
  /// newest one served if it does not say.
  static String versionOf(String text) {
    try {
      return CniVersion.of(read(text).path("cniVersion").asText("")).toString();
    } catch (CniRefusal _) {
      return CniVersion.newest().toString();
    }
  }

  private static JsonNode read(String text) {
    try {
      var json = JSON.readTree(text);
      if (json.isObject()) {
        return json;
      }
      throw undecodable(text.isBlank() ? "it is empty" : "it is not a JSON object");
    } catch (JsonProcessingException e) {
      throw undecodable(e.getOriginalMessage());
    }
  }

  // A string as well as a number: the templates of the AWS VPC CNI carry a string.
  private static int mtu(JsonNode mtu) {
    if (mtu.isMissingNode() || mtu.isNull() || mtu.equals(TextNode.valueOf(""))) {
      return 0;
    }
    var bytes = mtu.asInt(0);
    var exact = mtu.isValueNode() && mtu.asText().equals(Integer.toString(bytes));
    if (!exact || bytes < MTU_MIN || bytes > MTU_MAX) {
      throw refusal("mtu", mtu.toString(), "a number of bytes from " + MTU_MIN + " to " + MTU_MAX);
    }
    return bytes;
  }

  private static CniRefusal undecodable(String why) {
    return new CniRefusal(
        UNDECODABLE,
        "the network configuration cannot be read: " + why,
        "correct the file in the runtime's CNI configuration directory");
  }

  private static CniRefusal refusal(String key, String value, String wanted) {
    return new CniRefusal(
        BAD_CONFIGURATION,
        "network configuration: " + key + "='" + value + "', wanted " + wanted,
        "correct the file in the runtime's CNI configuration directory");
  }
}
