package io.warmwell.ipamd.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A journal line: eight hexadecimal digits of CRC-32C, a space, a JSON object, a line feed.
///
/// Every line carries its own checksum, so that one damaged line costs no other.
final class EntryCodec {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CHECKSUM_DIGITS = 8;

  private EntryCodec() {}

  static String encode(Entry entry) {
    var body =
        switch (entry) {
          case Entry.Granted(Lease lease) -> granted(lease);
          case Entry.Resting(Ipv4Address address, Instant until) ->
              JSON.createObjectNode()
                  .put("resting", address.toString())
                  .put("until", until.toEpochMilli())
                  .toString();
        };
    return checksum(body) + " " + body + "\n";
  }

  /// Reads a line without its line feed; empty if it is damaged.
  static Optional<Entry> decode(String line) {
    if (line.length() <= CHECKSUM_DIGITS || line.charAt(CHECKSUM_DIGITS) != ' ') {
      return Optional.empty();
    }
    var body = line.substring(CHECKSUM_DIGITS + 1);
    if (!checksum(body).equals(line.substring(0, CHECKSUM_DIGITS))) {
      return Optional.empty();
    }
    try {
      return Optional.of(entry(JSON.readTree(body)));
    } catch (JsonProcessingException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String granted(Lease lease) {
    var attachment = lease.attachment();
    return JSON.createObjectNode()
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

  private static String checksum(String body) {
    var checksum = new CRC32C();
    checksum.update(body.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(checksum.getValue());
  }
}
