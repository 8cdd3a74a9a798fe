package io.warmwell.cli.dev;

import com.fasterxml.jackson.databind.JsonNode;
import io.warmwell.cli.terminal.Columns;
import java.util.ArrayList;
import java.util.List;

/// The answers of the `dev` commands as text for people.
final class DevText {

  private DevText() {}

  /// A world that has come up.
  static List<String> world(JsonNode world, DevDirectory directory) {
    var lines = new ArrayList<String>();
    lines.add("world %s is up, pid %d".formatted(directory.name(), world.path("pid").asLong()));
    lines.add("  described in   " + directory.description());
    lines.add("  EC2            " + world.at("/ec2/endpoint").asText());
    for (var node : world.path("nodes")) {
      lines.add("");
      lines.addAll(node(node));
    }
    lines.add("");
    lines.add("`warmwell dev status` tells how it is, `warmwell dev down` removes it.");
    return lines;
  }

  /// How a world is.
  static List<String> status(JsonNode status) {
    var lines = new ArrayList<String>();
    var nodes = new Columns("node", "daemon", "pid", "pods", "ENIs", "addresses", "prefixes");
    for (var node : status.path("nodes")) {
      nodes.row(
          node.path("name").asText(),
          node.path("ready").asBoolean() ? "ready" : node.has("pid") ? "starting" : "down",
          node.has("pid") ? node.path("pid").asText() : "-",
          node.path("pods").asInt(),
          node.path("interfaces").asInt(),
          node.path("addresses").asInt(),
          node.path("prefixes").asInt());
    }
    lines.addAll(nodes.lines());
    lines.add("");
    lines.addAll(figures("EC2 action", "calls", status.path("ec2Calls")));
    lines.add("");
    lines.addAll(figures("packets", "count", status.path("packets")));
    return lines;
  }

  private static List<String> node(JsonNode node) {
    return List.of(
        "%s  %s  %s  %s"
            .formatted(
                node.path("name").asText(),
                node.path("instanceType").asText(),
                node.path("address").asText(),
                node.path("instanceId").asText()),
        "  namespace      " + node.path("namespace").asText(),
        "  metadata       " + node.path("imdsEndpoint").asText(),
        "  daemon         pid " + node.path("pid").asText() + ", log " + node.path("log").asText(),
        "  socket         " + node.path("socket").asText(),
        "  CNI binaries   " + node.path("cniBinDir").asText(),
        "  CNI config     " + node.path("cniConfDir").asText(),
        "  add a pod      " + node.path("add").asText());
  }

  private static List<String> figures(String left, String right, JsonNode figures) {
    var table = new Columns(left, right);
    figures.properties().forEach(entry -> table.row(entry.getKey(), entry.getValue().asLong()));
    return table.lines();
  }
}
