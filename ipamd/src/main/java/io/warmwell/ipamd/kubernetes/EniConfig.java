package io.warmwell.ipamd.kubernetes;

import io.warmwell.pool.SubnetId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where pods of a node are to live: the AWS VPC CNI's custom resource
/// (`eniconfigs.crd.k8s.amazonaws.com`, v1alpha1), with more than one subnet and choices by tags.
///
/// @param subnets `spec.subnet`, then `spec.subnets`
/// @param subnetTags `spec.subnetTags`: subnets that have all of these tags are wanted too
/// @param securityGroups `spec.securityGroups`
/// @param groupTags `spec.securityGroupTags`: groups that have all of these tags are wanted too
/// @param problem why it cannot be used, if it cannot
public record EniConfig(
    String name,
    List<SubnetId> subnets,
    Map<String, String> subnetTags,
    List<String> securityGroups,
    Map<String, String> groupTags,
    Optional<String> problem) {

  public EniConfig {
    subnets = List.copyOf(subnets);
    // Ordered, since messages show them.
    subnetTags = Collections.unmodifiableMap(new TreeMap<>(subnetTags));
    securityGroups = List.copyOf(securityGroups);
    groupTags = Collections.unmodifiableMap(new TreeMap<>(groupTags));
  }

  /// Reads the object's `spec`, whatever is in it: the AWS VPC CNI's definition of the resource
  /// checks nothing.
  public static EniConfig read(String name, Map<?, ?> spec) {
    return new Reader(name, spec).read();
  }

  /// One reading, which collects what is wrong.
  private static final class Reader {
    private final String name;
    private final Map<?, ?> spec;
    private final List<String> problems = new ArrayList<>();

    private Reader(String name, Map<?, ?> spec) {
      this.name = name;
      this.spec = spec;
    }

    private EniConfig read() {
      var subnets =
          Stream.concat(text("subnet"), texts("subnets").stream()).flatMap(this::subnet).toList();
      var subnetTags = tags("subnetTags");
      var groups = texts("securityGroups");
      groups.stream()
          .filter(group -> !group.startsWith("sg-"))
          .forEach(group -> problems.add("securityGroups: '" + group + "' is no id like sg-0a1b"));
      var groupTags = tags("securityGroupTags");
      if (problems.isEmpty() && subnets.isEmpty() && subnetTags.isEmpty()) {
        problems.add("it names no subnet: give subnet, subnets or subnetTags");
      }
      return new EniConfig(
          name,
          List.copyOf(new LinkedHashSet<>(subnets)),
          subnetTags,
          List.copyOf(new LinkedHashSet<>(groups)),
          groupTags,
          problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)));
    }

    private Stream<SubnetId> subnet(String text) {
      if (text.startsWith("subnet-")) {
        return Stream.of(new SubnetId(text));
      }
      problems.add("'" + text + "' is no subnet id like subnet-0a1b");
      return Stream.empty();
    }

    private Stream<String> text(String key) {
      return switch (spec.get(key)) {
        case null -> Stream.empty();
        case String text -> text.isBlank() ? Stream.empty() : Stream.of(text.strip());
        case Object other -> refused(key, other, "a text").stream();
      };
    }

    private List<String> texts(String key) {
      return switch (spec.get(key)) {
        case null -> List.of();
        case List<?> several when several.stream().allMatch(String.class::isInstance) ->
            several.stream().map(one -> ((String) one).strip()).toList();
        case Object other -> refused(key, other, "a list of texts");
      };
    }

    private Map<String, String> tags(String key) {
      return switch (spec.get(key)) {
        case null -> Map.of();
        case Map<?, ?> several
            when several.values().stream().allMatch(String.class::isInstance) -> {
          var tags = new TreeMap<String, String>();
          several.forEach((tag, value) -> tags.put(tag.toString(), (String) value));
          yield tags;
        }
        case Object other -> {
          refused(key, other, "tags as texts");
          yield Map.of();
        }
      };
    }

    private List<String> refused(String key, Object other, String wanted) {
      problems.add(key + ": " + wanted + " is wanted, not " + other);
      return List.of();
    }
  }
}
