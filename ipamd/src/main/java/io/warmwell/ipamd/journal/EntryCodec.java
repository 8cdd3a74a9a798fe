package io.warmwell.ipamd.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.disk.SealedLine;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import java.time.Instant;
import java.util.Optional;

/// What a journal line says, as a JSON object in a [SealedLine].
///
/// Every line carries its own checksum, so that one damaged line costs no other.
final class EntryCodec {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOOT = "boot";

  private EntryCodec() {}

  /// The first line, which tells the boot that the others belong to.
  static String encode(BootId boot) {
    return SealedLine.seal(JSON.createObjectNode().put(BOOT, boot.value()).toString());
  }

  /// Reads a first line; empty if it is another line, or damaged.
  static Optional<BootId> decodeBoot(String line) {
    return body(line)
        .filter(json -> json.path(BOOT).isTextual())
        .map(json -> new BootId(json.path(BOOT).textValue()));
  }

  static String encode(Entry entry) {
    var body =
        switch (entry) {
          case Entry.Granted(Lease lease) -> granted(lease);
          case Entry.Resting(Ipv4Address address, Instant until) ->
              new Body()
                  .put("resting", address.toString())
                  .put("until", until.toEpochMilli())
                  .toString();
        };
    return SealedLine.seal(body);
  }

  /// Reads a line without its line feed; empty if it is damaged.
  static Optional<Entry> decode(String line) {
    try {
      return body(line).map(EntryCodec::entry);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> body(String line) {
    var body = SealedLine.open(line);
    if (body.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readTree(body.get()));
    } catch (JsonProcessingException _) {
      return Optional.empty();
    }
  }

  private static String granted(Lease lease) {
    var attachment = lease.attachment();
    return new Body()
        .put("granted", lease.address().toString())
        .put("since", lease.since().toEpochMilli())
        .put("eni", lease.eni().value())
        .put("device", lease.deviceIndex())
        .put("network", attachment.key().network())
        .put("container", attachment.key().container())
        .put("interface", attachment.key().interfaceName())
        .put("namespace", attachment.pod().namespace())
        .put("pod", attachment.pod().name())
        .put("host", attachment.hostInterface())
        .toString();
  }

  /// A JSON object of texts and numbers, written at once: a tree would take longer than the rest of
  /// a grant.
  private static final class Body {
    private final StringBuilder text = new StringBuilder("{");

    Body put(String name, String value) {
      quote(name).append(':');
      quote(value);
      return this;
    }

    Body put(String name, long value) {
      quote(name).append(':').append(value);
      return this;
    }

    private StringBuilder quote(String value) {
      var last = text.charAt(text.length() - 1);
      text.append(last == '{' || last == ':' ? "\"" : ",\"");
      JsonStringEncoder.getInstance().quoteAsString(value, text);
      return text.append('"');
    }

    @Override
    public String toString() {
      return text + "}";
    }
  }

  private static Entry entry(JsonNode json) {
    if (json.has("resting")) {
      return new Entry.Resting(
          Ipv4Address.parse(text(json, "resting")), Instant.ofEpochMilli(number(json, "until")));
    }
    var key =
        new AttachmentKey(text(json, "network"), text(json, "container"), text(json, "interface"));
    var attachment =
        new Attachment(
            key, new PodName(text(json, "namespace"), text(json, "pod")), text(json, "host"));
    return new Entry.Granted(
        new Lease(
            attachment,
            Ipv4Address.parse(text(json, "granted")),
            new EniId(text(json, "eni")),
            (int) number(json, "device"),
            Instant.ofEpochMilli(number(json, "since"))));
  }

  private static String text(JsonNode json, String name) {
    if (!json.path(name).isTextual()) {
      throw new IllegalArgumentException("journal line without " + name);
    }
    return json.path(name).textValue();
  }

  private static long number(JsonNode json, String name) {
    if (!json.path(name).isIntegralNumber()) {
      throw new IllegalArgumentException("journal line without " + name);
    }
    return json.path(name).longValue();
  }
}
