package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.KernelState;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The plugin as the IPAM plugin of the reference plugins that make interfaces.
class DelegatedIpamIT {
  private static final Path PLUGINS = Path.of("/usr/lib/cni");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration READY_MAX = Duration.ofSeconds(30);
  private static final String PTP =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"routed\",\"type\":\"ptp\",\"mtu\":9001,"
          + "\"ipam\":{\"type\":\"warmwell\"}}";
  private static final String MACVLAN =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"extra\",\"type\":\"macvlan\",\"master\":\"eth0\","
          + "\"mode\":\"bridge\",\"ipam\":{\"type\":\"warmwell\"}}";

  private final String name = "ipam" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void aPodOfPtpReachesTheVpcAndKeepsItsAddressOverARestart() throws Exception {
    var few = Map.of("WARMWELL_MAX_PODS", "2", "IP_COOLDOWN_PERIOD", "1");
    try (var world = World.open(Worlds.plan(name, directory, few, Map.of()), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var before = KernelState.of(node.namespace());
      var peer = world.node("node-b").kubelet().run("peer");
      var sandbox = node.kubelet().sandbox("web");

      var added = call(node, "ADD", sandbox, PTP);
      assertThat(added.exitCode()).as(added.output()).isZero();
      var address = address(added);
      var checking = recalling(PTP, added);
      assertThat(reaches(sandbox.namespace(), peer.address())).isTrue();
      assertThat(reaches(peer.namespace(), address)).isTrue();
      assertThat(call(node, "CHECK", sandbox, checking).exitCode()).isZero();

      node.daemon().kill();
      node.daemon().start();
      node.daemon().awaitReady(READY_MAX);
      assertThat(call(node, "CHECK", sandbox, checking).exitCode()).isZero();
      var other = node.kubelet().run("other");
      assertThat(other.address()).isNotEqualTo(address);
      assertThat(reaches(other.namespace(), address)).isTrue();
      assertThat(world.fabric().counters()).containsEntry(Counter.SPOOFED, 0L);

      assertThat(call(node, "DEL", sandbox, checking).exitCode()).isZero();
      assertThat(call(node, "DEL", sandbox, PTP).exitCode()).isZero();
      // There is room for two, so that this takes the address that has rested.
      var next = node.kubelet().run("next");
      node.kubelet().end(other);
      node.kubelet().end(next);
      assertThat(KernelState.of(node.namespace()).since(before))
          .noneMatch(line -> line.contains(address.toString()));
    }
  }

  @Test
  void podsHaveASecondInterfaceOfMacvlan() throws Exception {
    try (var world = World.open(Worlds.plan(name, directory, Map.of()), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      var kubelet = node.kubelet();
      var pods = kubelet.runAll(List.of("a", "b"), 2, _ -> {});
      var sandboxes =
          pods.stream()
              .map(pod -> new Kubelet.Sandbox(pod.name(), pod.container(), pod.namespace()))
              .toList();
      var first = call(node, "ADD", sandboxes.get(0), MACVLAN, "net1");
      var second = call(node, "ADD", sandboxes.get(1), MACVLAN, "net1");
      assertThat(first.exitCode()).as(first.output()).isZero();
      assertThat(second.exitCode()).as(second.output()).isZero();
      assertThat(List.of(address(first), address(second)))
          .doesNotHaveDuplicates()
          .doesNotContain(pods.get(0).address(), pods.get(1).address());
      var ping = List.of("ping", "-q", "-c1", "-w3", "-I", "net1", address(second).toString());
      assertThat(Program.run(pods.get(0).namespace().inside(ping), "").exitCode()).isZero();
      var checking = recalling(MACVLAN, first);
      assertThat(call(node, "CHECK", sandboxes.get(0), checking, "net1").exitCode()).isZero();

      for (var sandbox : sandboxes) {
        assertThat(call(node, "DEL", sandbox, MACVLAN, "net1").exitCode()).isZero();
        assertThat(call(node, "DEL", sandbox, MACVLAN, "net1").exitCode()).isZero();
      }
      assertThat(call(node, "CHECK", sandboxes.get(0), checking, "net1").output())
          .contains("no address is leased to extra/");
      kubelet.endAll(2, _ -> {});
    }
  }

  private static Program.Ended call(
      Node node, String verb, Kubelet.Sandbox sandbox, String configuration) {
    return call(node, verb, sandbox, configuration, "eth0");
  }

  private static Program.Ended call(
      Node node, String verb, Kubelet.Sandbox sandbox, String configuration, String ifname) {
    var plugin = configuration.contains("macvlan") ? "macvlan" : "ptp";
    var environment = node.kubelet().environment(verb, sandbox);
    environment.put("PATH", System.getenv("PATH"));
    environment.put("CNI_IFNAME", ifname);
    var command = node.namespace().inside(List.of(PLUGINS.resolve(plugin).toString()));
    return Program.run(command, environment, configuration);
  }

  private static String recalling(String configuration, Program.Ended added)
      throws JsonProcessingException {
    var json = (ObjectNode) JSON.readTree(configuration);
    return json.set("prevResult", JSON.readTree(added.output())).toString();
  }

  private static Ipv4Address address(Program.Ended added) throws JsonProcessingException {
    var listed = JSON.readTree(added.output()).at("/ips/0/address").asText();
    return Ipv4Address.parse(listed.substring(0, listed.indexOf('/')));
  }

  private static boolean reaches(NetworkNamespace from, Ipv4Address to) {
    var ping = List.of("ping", "-q", "-c1", "-w3", "-Mdo", "-s8972", to.toString());
    return Program.run(from.inside(ping), "").exitCode() == 0;
  }
}
