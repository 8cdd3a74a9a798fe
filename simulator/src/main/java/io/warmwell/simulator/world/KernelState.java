package io.warmwell.simulator.world;

import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// Everything a node's kernel holds that a CNI could have left behind, one line for each thing, as
/// `ip` and `nft` print it.
///
/// @param lines links, IPv4 routes of all tables, rules, and the nftables ruleset without counts
public record KernelState(SortedSet<String> lines) {

  public KernelState {
    lines = Collections.unmodifiableSortedSet(new TreeSet<>(lines));
  }

  /// What a namespace holds at this moment.
  public static KernelState of(NetworkNamespace namespace) {
    var lines = new TreeSet<String>();
    collect(lines, "link", namespace, List.of("ip", "-br", "link", "show"));
    collect(lines, "route", namespace, List.of("ip", "-4", "route", "show", "table", "all"));
    collect(lines, "rule", namespace, List.of("ip", "-4", "rule", "show"));
    collect(lines, "nft", namespace, List.of("nft", "-s", "list", "ruleset"));
    return new KernelState(lines);
  }

  /// What is here and was not there before.
  public List<String> since(KernelState before) {
    return lines.stream().filter(line -> !before.lines().contains(line)).toList();
  }

  private static void collect(
      SortedSet<String> lines, String kind, NetworkNamespace namespace, List<String> command) {
    Program.check(namespace.inside(command), "")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> lines.add(kind + " " + line.replaceAll("\\s+", " ")));
  }
}
