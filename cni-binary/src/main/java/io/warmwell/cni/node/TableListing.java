package io.warmwell.cni.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// What nft lists of one table, in a form that does not depend on when each part was made. Pure.
///
/// @param parts by name, for example `chain pods`: what it is, and for a chain its rules in their
///   order; none if there is no such table
record TableListing(Map<String, List<String>> parts) {
  static final TableListing ABSENT = new TableListing(Map.of());

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String RULE = "rule";
  private static final Set<String> PARTS =
      Set.of("table", "chain", "set", "map", "counter", "quota", "limit", "ct helper", "flowtable");

  TableListing {
    parts = Map.copyOf(parts);
  }

  /// @param listing what nft answers to [MarkTable#LIST]
  static TableListing read(String listing) {
    try {
      var parts = new TreeMap<String, List<String>>();
      for (var object : JSON.readTree(listing).path("nftables")) {
        for (var kind : object.properties()) {
          if (kind.getValue() instanceof ObjectNode part) {
            add(kind.getKey(), part, parts);
          }
        }
      }
      return new TableListing(parts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("nft list table: " + e.getMessage(), e);
    }
  }

  /// The names of parts that are not the same in both, in order.
  Set<String> differences(TableListing other) {
    var names = new TreeSet<>(parts.keySet());
    names.addAll(other.parts.keySet());
    names.removeIf(name -> Objects.equals(parts.get(name), other.parts.get(name)));
    return names;
  }

  /// How many rules each chain has.
  Map<String, Integer> rulesByChain() {
    return parts.entrySet().stream()
        .filter(part -> part.getKey().startsWith("chain "))
        .collect(
            Collectors.toMap(
                part -> part.getKey().substring("chain ".length()),
                part -> part.getValue().size() - 1));
  }

  private static void add(String kind, ObjectNode part, Map<String, List<String>> parts) {
    // Numbers that the kernel gives out anew each time.
    part.remove("handle");
    // What a counter has counted is not what it is.
    part.remove(List.of("packets", "bytes"));
    if (kind.equals(RULE)) {
      parts
          .computeIfAbsent("chain " + part.path("chain").asText(), _ -> new ArrayList<>())
          .add(part.toString());
    } else if (PARTS.contains(kind)) {
      sortElements(part);
      // Rules are listed after their chain.
      parts
          .computeIfAbsent(kind + " " + part.path("name").asText(), _ -> new ArrayList<>())
          .addFirst(part.toString());
    }
  }

  private static void sortElements(ObjectNode part) {
    var elements = part.path("elem");
    if (elements.isArray()) {
      part.putArray("elem")
          .addAll(
              StreamSupport.stream(elements.spliterator(), false)
                  .sorted((one, other) -> one.toString().compareTo(other.toString()))
                  .toList());
    }
  }
}
