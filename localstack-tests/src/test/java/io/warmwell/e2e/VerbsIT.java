package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verbs beside ADD and DEL against the real daemon and the real kernel.
class VerbsIT {
  private static final String CONFIGURATION =
      "{\"cniVersion\":\"1.1.0\",\"name\":\"warmwell\",\"type\":\"warmwell\"}";
  private static final int DELETIONS_MAX = 100;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name = "vit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void aCheckTellsWhatWasTakenFromAPod() throws Exception {
    try (var world = World.open(plan("1"), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var sandbox = node.kubelet().sandbox("web");
      var added = call(node, "ADD", sandbox, CONFIGURATION);
      assertThat(added.exitCode()).as(added.output()).isZero();
      var recalling = with("prevResult", added.output());
      var address = JSON.readTree(added.output()).at("/ips/0/address").asText().replace("/32", "");

      assertThat(call(node, "CHECK", sandbox, recalling).output()).isEmpty();

      sandbox.namespace().ip(List.of("neigh delete 169.254.1.1 dev eth0"));
      var checked = call(node, "CHECK", sandbox, recalling);
      assertThat(checked.exitCode()).isEqualTo(1);
      assertThat(code(checked)).isEqualTo(100);
      assertThat(checked.output()).contains("no neighbour entry that leads 169.254.1.1 to");
      var gateway = JSON.readTree(added.output()).at("/interfaces/0/mac").asText();
      sandbox
          .namespace()
          .ip(List.of("neigh add 169.254.1.1 lladdr " + gateway + " nud permanent dev eth0"));

      node.daemon().kill();
      node.namespace().ip(List.of("route delete " + address + " table 20000"));
      assertThat(code(call(node, "CHECK", sandbox, recalling))).isEqualTo(11);
      node.daemon().start();
      node.daemon().awaitReady(Duration.ofMinutes(1));
      assertThat(call(node, "CHECK", sandbox, recalling).output()).isEmpty();

      assertThat(call(node, "DEL", sandbox, recalling).output()).isEmpty();
      assertThat(code(call(node, "CHECK", sandbox, recalling))).isEqualTo(3);
    }
  }

  @Test
  void aStatusSaysWhetherAnAddWouldSucceedNow() throws Exception {
    try (var world = World.open(plan("1"), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var sandbox = node.kubelet().sandbox("web");
      var other = node.kubelet().sandbox("other");
      assertThat(call(node, "STATUS", other, CONFIGURATION).output()).isEmpty();

      assertThat(call(node, "ADD", sandbox, CONFIGURATION).exitCode()).isZero();
      var full = call(node, "STATUS", other, CONFIGURATION);
      assertThat(code(full)).isEqualTo(50);
      assertThat(full.output()).contains("1 of 1 assigned").contains("max-pods=1 reached");
      assertThat(code(call(node, "ADD", other, CONFIGURATION))).isEqualTo(11);

      // It rests for less time than an ADD would wait.
      assertThat(call(node, "DEL", sandbox, CONFIGURATION).output()).isEmpty();
      assertThat(call(node, "STATUS", other, CONFIGURATION).output()).isEmpty();
      assertThat(call(node, "ADD", other, CONFIGURATION).exitCode()).isZero();
      assertThat(call(node, "DEL", other, CONFIGURATION).output()).isEmpty();

      assertThat(statusesWithoutPodRule(node, other)).contains(51);

      node.daemon().kill();
      assertThat(code(call(node, "STATUS", other, CONFIGURATION))).isEqualTo(50);
    }
  }

  @Test
  void aGcRemovesWhatItsRuntimeForgotAlsoAfterARestart() throws Exception {
    try (var world = World.open(plan("10"), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var pods = node.kubelet().runAll(List.of("a", "b", "c", "d"), 2, _ -> {});
      node.daemon().kill();
      node.daemon().start();
      node.daemon().awaitReady(Duration.ofMinutes(1));
      var sandbox = node.kubelet().sandbox("gc");
      var listed =
          "[{\"containerID\":\"%s\",\"ifname\":\"eth0\"},{\"containerID\":\"%s\",\"ifname\":\"eth0\"}]"
              .formatted(pods.get(0).container(), pods.get(1).container());

      assertThat(code(call(node, "GC", sandbox, CONFIGURATION))).isEqualTo(7);
      assertThat(node.podLinks()).isEqualTo(4);
      var collected = call(node, "GC", sandbox, with("cni.dev/valid-attachments", listed));

      assertThat(collected.output()).isEmpty();
      assertThat(collected.exitCode()).isZero();
      Awaitility.await().until(() -> node.podLinks() == 2);
      var left = pods.subList(0, 2);
      assertThat(Reachability.among(left, Reachability.JUMBO_PAYLOAD_BYTES, 1).lost()).isEmpty();
      assertThat(node.namespace().ipJson("route show table 20000"))
          .contains(pods.get(0).address().toString(), pods.get(1).address().toString())
          .doesNotContain(pods.get(2).address().toString(), pods.get(3).address().toString());
      // Collected addresses rest like any other.
      var next = node.kubelet().run("next").address();
      assertThat(next).isNotIn(pods.get(2).address(), pods.get(3).address());
    }
  }

  private static String with(String key, String value) {
    return CONFIGURATION.replace("}", ",\"" + key + "\":" + value + "}");
  }

  private WorldPlan plan(String maxPods) {
    return Worlds.plan(
        name, directory, Map.of("WARMWELL_MAX_PODS", maxPods, "IP_COOLDOWN_PERIOD", "5"));
  }

  private static Program.Ended call(
      Node node, String verb, Kubelet.Sandbox sandbox, String configuration) {
    var command = node.namespace().inside(List.of(node.directories().shim().toString()));
    return Program.run(command, node.kubelet().environment(verb, sandbox), configuration);
  }

  /// The daemon puts the rule back in a moment, unless it is deleted too often.
  private static List<Integer> statusesWithoutPodRule(Node node, Kubelet.Sandbox sandbox)
      throws Exception {
    var codes = new ArrayList<Integer>();
    while (!codes.contains(51) && codes.size() < DELETIONS_MAX) {
      Program.run(node.namespace().inside(List.of("ip", "rule", "del", "pref", "512")), "");
      var status = call(node, "STATUS", sandbox, CONFIGURATION);
      codes.add(status.exitCode() == 0 ? 0 : code(status));
    }
    return codes;
  }

  private static int code(Program.Ended refused) throws JsonProcessingException {
    return JSON.readTree(refused.output()).path("code").asInt();
  }
}
