package io.warmwell.ipamd.intents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmwell.eni.BringUp;
import io.warmwell.eni.NewInterface.Content;
import io.warmwell.ipamd.disk.SealedLine;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;

/// An intent as a file: one [SealedLine] with a JSON object.
final class IntentCodec {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INSTANCE = "instance";

  private IntentCodec() {}

  static byte[] encode(Intent intent, String instanceId) {
    var json =
        switch (intent) {
          case Intent.Creation(BringUp wish) -> creation(wish);
          case Intent.Deletion(EniId eni) -> JSON.createObjectNode().put("delete", eni.value());
        };
    return SealedLine.seal(json.put(INSTANCE, instanceId).toString())
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a file; empty if it is damaged or is about another instance, as in an image of a disk.
  static Optional<Intent> decode(byte[] bytes, String instanceId) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    return SealedLine.open(text.stripTrailing()).flatMap(body -> parse(body, instanceId));
  }

  private static Optional<Intent> parse(String body, String instanceId) {
    try {
      var json = JSON.readTree(body);
      if (!text(json, INSTANCE).equals(instanceId)) {
        return Optional.empty();
      }
      return Optional.of(
          json.has("delete")
              ? new Intent.Deletion(new EniId(text(json, "delete")))
              : new Intent.Creation(wish(json)));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static ObjectNode creation(BringUp wish) {
    var json =
        JSON.createObjectNode()
            .put("create", wish.clientToken())
            .put("subnet", wish.subnet().value())
            .put("device", wish.deviceIndex())
            .put("at", wish.createdAt().toString());
    switch (wish.content()) {
      case Content.Addresses(int count) -> json.put("addresses", count);
      case Content.Prefixes(int count) -> json.put("prefixes", count);
    }
    wish.securityGroups().forEach(json.putArray("groups")::add);
    wish.tags().forEach(json.putObject("tags")::put);
    return json;
  }

  private static BringUp wish(JsonNode json) {
    var groups = new ArrayList<String>();
    json.path("groups").forEach(group -> groups.add(group.asText()));
    var tags = new HashMap<String, String>();
    json.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
    var content =
        json.has("prefixes")
            ? new Content.Prefixes(number(json, "prefixes"))
            : new Content.Addresses(number(json, "addresses"));
    return new BringUp(
        new SubnetId(text(json, "subnet")),
        groups,
        content,
        number(json, "device"),
        tags,
        Instant.parse(text(json, "at")),
        text(json, "create"));
  }

  private static String text(JsonNode json, String name) {
    if (!json.path(name).isTextual()) {
      throw new IllegalArgumentException("intent without " + name);
    }
    return json.path(name).textValue();
  }

  private static int number(JsonNode json, String name) {
    if (!json.path(name).isInt()) {
      throw new IllegalArgumentException("intent without " + name);
    }
    return json.path(name).intValue();
  }
}
