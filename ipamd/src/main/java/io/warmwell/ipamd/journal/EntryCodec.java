package io.warmwell.ipamd.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.disk.SealedLine;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
    return SealedLine.seal(
        switch (entry) {
          case Entry.Granted(Lease lease) -> object(json -> write(lease, json));
          case Entry.Resting(Ipv4Address address, Instant until) ->
              object(
                  json -> {
                    json.writeStringField("resting", address.toString());
                    json.writeNumberField("until", until.toEpochMilli());
                  });
        });
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

  /// What an object has in it.
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /// An object written at once: a tree would take longer than the rest of a grant.
  private static String object(Content content) {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return text.toString();
  }

  private static void write(Lease lease, JsonGenerator json) throws IOException {
    var attachment = lease.attachment();
    json.writeStringField("granted", lease.address().toString());
    json.writeNumberField("since", lease.since().toEpochMilli());
    json.writeStringField("eni", lease.eni().value());
    json.writeNumberField("device", lease.deviceIndex());
    json.writeStringField("network", attachment.key().network());
    json.writeStringField("container", attachment.key().container());
    json.writeStringField("interface", attachment.key().interfaceName());
    json.writeStringField("namespace", attachment.pod().namespace());
    json.writeStringField("pod", attachment.pod().name());
    json.writeStringField("host", attachment.hostInterface());
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
