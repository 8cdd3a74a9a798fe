package io.warmwell.cli.demo;

import io.warmwell.cli.demo.DemoReport.NodeFigures;
import io.warmwell.cli.terminal.Columns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// The demo's figures as text.
final class DemoTable {

  private DemoTable() {}

  /// The figures, without the checks.
  static List<String> of(DemoReport report) {
    var lines = new ArrayList<String>();
    lines.addAll(nodes(report.nodes()));
    lines.add("");
    lines.addAll(network(report));
    lines.add("");
    lines.addAll(calls(report));
    return lines;
  }

  private static List<String> nodes(List<NodeFigures> nodes) {
    var table =
        new Columns(
            "node", "type", "mode", "pods", "ENIs", "on 2nd+ ENI", "ADD p50", "p99", "longest");
    for (var node : nodes) {
      table.row(
          node.name(),
          node.instanceType(),
          node.mode(),
          node.pods(),
          node.full().interfaces(),
          node.onSecondaryInterfaces(),
          milliseconds(node.adds().percentile(50)),
          milliseconds(node.adds().percentile(99)),
          milliseconds(node.adds().percentile(100)));
    }
    return table.lines();
  }

  private static List<String> network(DemoReport report) {
    var table = new Columns("network", "count");
    table.row("pairs pinged", "%,d".formatted(report.pairs()));
    table.row("pairs lost", report.lostPairs());
    report.packets().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                table.row("packets " + entry.getKey().words(), "%,d".formatted(entry.getValue())));
    return table.lines();
  }

  private static List<String> calls(DemoReport report) {
    var table = new Columns("EC2 action", "calls");
    report.ec2Calls().entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .forEach(entry -> table.row(entry.getKey(), entry.getValue()));
    table.row("all", report.ec2Calls().values().stream().mapToLong(Long::longValue).sum());
    return table.lines();
  }

  private static String milliseconds(Duration duration) {
    return "%,.1f ms".formatted(duration.toNanos() / 1e6);
  }
}
