package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reference plugins after ours in one list, called as libcni calls them: each gets the result
/// of the one before, and CHECK and DEL get the last one's.
class ChainIT {
  private static final Path PLUGINS = Path.of("/usr/lib/cni");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String OURS = "{\"type\":\"warmwell\"}";
  private static final List<String> LIST =
      List.of(
          OURS,
          "{\"type\":\"tuning\",\"mtu\":1400,\"sysctl\":{\"net.ipv4.conf.eth0.arp_filter\":\"1\"}}",
          "{\"type\":\"portmap\",\"runtimeConfig\":{\"portMappings\":"
              + "[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}]}}",
          "{\"type\":\"bandwidth\",\"runtimeConfig\":{\"bandwidth\":{\"ingressRate\":1000000,"
              + "\"ingressBurst\":1000000,\"egressRate\":1000000,\"egressBurst\":1000000}}}");

  private final String name = "cit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void whatLaterPluginsMadeOfAPodIsNoDifference() throws Exception {
    try (var world = World.open(Worlds.plan(name, directory, Map.of()), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var sandbox = node.kubelet().sandbox("web");
      var result = "";
      for (var plugin : LIST) {
        var added = call(node, "ADD", sandbox, plugin, result);
        assertThat(added.exitCode()).as(plugin + added.output()).isZero();
        result = added.output();
      }
      assertThat(JSON.readTree(result).path("interfaces")).hasSizeGreaterThan(2);

      assertThat(call(node, "CHECK", sandbox, OURS, result)).isEqualTo(silence());
      sandbox.namespace().ip(List.of("neigh flush all nud permanent"));
      assertThat(call(node, "CHECK", sandbox, OURS, result).output()).contains("\"code\":100");

      for (var plugin : LIST.reversed()) {
        assertThat(call(node, "DEL", sandbox, plugin, result).exitCode()).as(plugin).isZero();
      }
      assertThat(call(node, "DEL", sandbox, OURS, "")).isEqualTo(silence());
      assertThat(call(node, "CHECK", sandbox, OURS, result).output()).contains("\"code\":3");
    }
  }

  private static Program.Ended silence() {
    return new Program.Ended(0, "", "");
  }

  private static Program.Ended call(
      Node node, String verb, Kubelet.Sandbox sandbox, String plugin, String previous)
      throws JsonProcessingException {
    var configuration = (ObjectNode) JSON.readTree(plugin);
    configuration.put("cniVersion", "1.0.0").put("name", "warmwell");
    if (!previous.isEmpty()) {
      configuration.set("prevResult", JSON.readTree(previous));
    }
    var type = configuration.path("type").asText();
    var program = plugin.equals(OURS) ? node.directories().shim() : PLUGINS.resolve(type);
    var environment = node.kubelet().environment(verb, sandbox);
    environment.put("PATH", System.getenv("PATH"));
    var command = node.namespace().inside(List.of(program.toString()));
    return Program.run(command, environment, configuration.toString());
  }
}
