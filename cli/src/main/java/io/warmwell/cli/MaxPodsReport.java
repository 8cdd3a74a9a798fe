package io.warmwell.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.warmwell.config.MaxPods;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes numbers of pods for people or for programs.
final class MaxPodsReport {

  private static final String ROW = "%-22s %-12s %5s %8s %6s %9s  %s";

  private static final String HEAD =
      ROW.formatted("INSTANCE TYPE", "MODE", "ENIS", "IPS/ENI", "VCPUS", "MAX PODS", "HOW");

  private MaxPodsReport() {}

  /// The numbers in a format, with a line break at the end.
  static String render(List<MaxPods> numbers, Format format) {
    return switch (format) {
      case TABLE -> table(numbers);
      case JSON -> json(numbers).toPrettyString() + "\n";
    };
  }

  private static String table(List<MaxPods> numbers) {
    return Stream.concat(Stream.of(HEAD), numbers.stream().map(MaxPodsReport::row))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String row(MaxPods number) {
    var how = Stream.concat(Stream.of(number.derivation()), number.notes().stream());
    var vcpus = number.type().vcpus();
    return ROW.formatted(
        number.type().name(),
        mode(number),
        number.interfaces(),
        number.type().limits().addressesPerInterface(),
        vcpus.isPresent() ? vcpus.getAsInt() : "?",
        number.pods(),
        how.collect(Collectors.joining("; ")));
  }

  private static ArrayNode json(List<MaxPods> numbers) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (var number : numbers) {
      var node = JsonNodeFactory.instance.objectNode();
      node.put("instanceType", number.type().name());
      node.put("mode", mode(number));
      node.put("enis", number.interfaces());
      node.put("addressesPerEni", number.type().limits().addressesPerInterface());
      number.type().vcpus().ifPresent(vcpus -> node.put("vcpus", vcpus));
      node.put("maxPods", number.pods());
      node.put("maxPodsWithoutCeiling", number.formula());
      number.ceiling().ifPresent(ceiling -> node.put("ceiling", ceiling));
      node.put("derivation", number.derivation());
      var notes = node.putArray("notes");
      number.notes().forEach(notes::add);
      list.add(node);
    }
    return list;
  }

  private static String mode(MaxPods number) {
    return number.prefixes() ? "prefix" : "secondary-ip";
  }

  /// Who reads the report.
  enum Format {
    TABLE,
    JSON
  }
}
