package io.warmwell.config;

import static java.util.stream.Collectors.toMap;

import io.warmwell.pool.InterfaceLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// The instance types that are known without asking EC2. Immutable.
///
/// The embedded table has what EC2's DescribeInstanceTypes answered in 17 regions and twenty types
/// that it no longer lists.
public final class InstanceLimits {

  /// More suggestions than this are noise.
  private static final int SUGGESTIONS_MAX = 5;

  private static final int TYPING_ERRORS_MAX = 2;

  private static final String HEADER =
      "instance_type,max_enis,ipv4_per_eni,hypervisor,bare_metal,default_network_card,"
          + "network_cards(index:max_enis),vcpus,trunking,branch_enis";

  /// Groups: name, ENIs, addresses, hypervisor, bare metal, network cards, vCPUs, trunking. The
  /// default card is number 0 in every line.
  private static final Pattern LINE =
      Pattern.compile(
          "([a-z0-9.-]+),([0-9]+),([0-9]+),(nitro|xen|unknown),(true|false),0,"
              + "(0:[0-9]+(?:;[0-9]+:[0-9]+)*),([0-9]*),(true|false|),[0-9]*");

  private final SequencedMap<String, InstanceType> types;

  private InstanceLimits(SequencedMap<String, InstanceType> types) {
    this.types = types;
  }

  /// The table that is built in.
  public static InstanceLimits embedded() {
    try (var table = InstanceLimits.class.getResourceAsStream("instance-limits.csv")) {
      var bytes = Objects.requireNonNull(table, "instance-limits.csv is not in the jar");
      return parse(new String(bytes.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("read instance-limits.csv from the jar", e);
    }
  }

  /// Reads a table.
  ///
  /// @throws IllegalArgumentException naming the line, if one is not as expected or a type comes
  ///   twice
  static InstanceLimits parse(String csv) {
    var lines = csv.lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new IllegalArgumentException("instance limits: the first line is not " + HEADER);
    }
    return new InstanceLimits(
        lines.stream()
            .skip(1)
            .map(InstanceLimits::type)
            .collect(
                toMap(
                    InstanceType::name, type -> type, InstanceLimits::twice, LinkedHashMap::new)));
  }

  private static InstanceType type(String line) {
    var match = LINE.matcher(line);
    if (!match.matches()) {
      throw new IllegalArgumentException("instance limits: not a line of the table: " + line);
    }
    var vcpus = match.group(7);
    return new InstanceType(
        match.group(1),
        new InterfaceLimits(Integer.parseInt(match.group(2)), Integer.parseInt(match.group(3))),
        InstanceType.Hypervisor.valueOf(match.group(4).toUpperCase(Locale.ROOT)),
        Boolean.parseBoolean(match.group(5)),
        match.group(6).split(";", -1).length,
        vcpus.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(vcpus)),
        Boolean.parseBoolean(match.group(8)));
  }

  private static InstanceType twice(InstanceType first, InstanceType second) {
    throw new IllegalArgumentException("instance limits: twice in the table: " + first.name());
  }

  /// Every type, in order of names.
  public Collection<InstanceType> all() {
    return List.copyOf(types.values());
  }

  /// Finds a type by its exact name.
  public Lookup find(String name) {
    var type = types.get(name);
    return type == null ? new Lookup.Unknown(name, closeTo(name)) : new Lookup.Found(type);
  }

  private List<String> closeTo(String name) {
    var near = Spelling.closest(name, types.keySet(), TYPING_ERRORS_MAX);
    var suggestions = near.isEmpty() ? sameFamily(name) : near;
    return suggestions.stream().limit(SUGGESTIONS_MAX).toList();
  }

  private List<String> sameFamily(String name) {
    var family = name.replaceFirst("\\..*", "") + ".";
    return types.keySet().stream().filter(known -> known.startsWith(family)).toList();
  }

  /// What became of looking for a type.
  public sealed interface Lookup {

    /// It is known.
    record Found(InstanceType type) implements Lookup {}

    /// It is not; `closeMatches` are at most five names that were perhaps meant.
    record Unknown(String name, List<String> closeMatches) implements Lookup {

      public Unknown {
        closeMatches = List.copyOf(closeMatches);
      }

      /// One sentence for whoever asked.
      public String message() {
        var next =
            closeMatches.isEmpty()
                ? "`warmwell max-pods --all` lists the known ones"
                : "did you mean " + String.join(", ", closeMatches) + "?";
        return "unknown instance type '" + name + "'; " + next;
      }
    }
  }
}
