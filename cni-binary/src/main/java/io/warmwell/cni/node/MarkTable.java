package io.warmwell.cni.node;

import static io.warmwell.cni.node.NodeLayout.NFT_TABLE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Our nftables table as nft lists it, for finding what [PacketRules] made and is no longer there.
///
/// Rules are counted and not compared: nft rewrites expressions, in each version another way.
final class MarkTable {
  /// Lists the table. Source: libnftables-json(5).
  static final String LIST =
      """
      {"nftables": [{"list": {"table": {"family": "inet", "name": "%s"}}}]}
      """
          .formatted(NFT_TABLE);

  /// Of a chain for pods: two check the source, one sends on.
  private static final int RULES_MIN = 3;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<JsonNode> objects;

  private MarkTable(List<JsonNode> objects) {
    this.objects = objects;
  }

  /// @param listing what nft answers to [#LIST]
  static MarkTable read(String listing) {
    try {
      var objects = JSON.readTree(listing).path("nftables");
      return new MarkTable(StreamSupport.stream(objects.spliterator(), false).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("nft list table " + NFT_TABLE + ": " + e.getMessage(), e);
    }
  }

  /// There is no such table.
  static MarkTable absent() {
    return new MarkTable(List.of());
  }

  /// What is missing of what all pods need.
  List<String> missing() {
    if (objects.isEmpty()) {
      return List.of("nftables has no table " + NFT_TABLE);
    }
    var hooked =
        all("chain")
            .anyMatch(
                chain ->
                    is(chain, "name", PacketRules.HOOK)
                        && is(chain, "hook", "prerouting")
                        && is(chain, "type", "filter"));
    var mapped =
        rules(PacketRules.HOOK)
            .flatMap(rule -> StreamSupport.stream(rule.path("expr").spliterator(), false))
            .anyMatch(expression -> is(expression.path("vmap"), "data", "@" + PacketRules.CHAINS));
    return hooked && mapped
        ? List.of()
        : List.of("nftables table " + NFT_TABLE + " does not look at what pods send");
  }

  /// What is missing of what the pods on one ENI need.
  List<String> missing(int deviceIndex) {
    var missing = new ArrayList<>(missing());
    if (missing.isEmpty()) {
      var chain = PacketRules.chain(deviceIndex);
      var group = NodeLayout.group(deviceIndex);
      if (all("map")
          .filter(map -> is(map, "name", PacketRules.CHAINS))
          .noneMatch(leads(group, chain))) {
        missing.add(
            "nftables map " + PacketRules.CHAINS + " does not lead " + group + " to " + chain);
      } else if (rules(chain).count() < RULES_MIN
          || rules(PacketRules.leave(deviceIndex)).count() < 1) {
        missing.add("nftables chain " + chain + " has lost rules");
      }
    }
    return missing;
  }

  private static Predicate<JsonNode> leads(int group, String chain) {
    return map ->
        StreamSupport.stream(map.path("elem").spliterator(), false)
            .anyMatch(
                element ->
                    element.path(0).asText().equals(Integer.toString(group))
                        && is(element.path(1).path("goto"), "target", chain));
  }

  private Stream<JsonNode> rules(String chain) {
    return all("rule").filter(rule -> is(rule, "chain", chain));
  }

  private Stream<JsonNode> all(String kind) {
    return objects.stream().map(object -> object.path(kind)).filter(JsonNode::isObject);
  }

  private static boolean is(JsonNode object, String key, String value) {
    return object.path(key).asText().equals(value);
  }
}
