package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods with IPv6 alone, through the shim, the daemon, the kernel and the VPC.
class Ipv6AloneIT {
  private static final Duration READY_MAX = Duration.ofSeconds(30);
  private static final Map<String, String> ALONE =
      Map.of("ENABLE_IPv4", "false", "ENABLE_IPv6", "true");
  private static final String CONFIGURATION =
      "{\"cniVersion\":\"1.1.0\",\"name\":\"warmwell\",\"type\":\"warmwell\"}";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String name = "alone" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void podsReachEachOtherByIpv6AndTheRestByTheNodesIpv4Address() throws Exception {
    try (var world = open()) {
      var node = world.node("node-a");
      var other = world.node("node-b");
      var one = node.kubelet().run("one");
      var two = node.kubelet().run("two");
      var peer = other.kubelet().run("peer");
      var pods = List.of(one, two, peer);

      assertThat(lostByIpv6(pods)).isEmpty();
      assertThat(reaches(node.namespace(), ipv6(peer).toString())).isTrue();
      assertThat(reaches(one.namespace(), Fabric.INTERNET_HOST.toString())).isTrue();
      assertThat(reaches(one.namespace(), other.address().toString())).isTrue();
      assertThat(reaches(one.namespace(), node.address().toString())).isTrue();

      assertThat(pods).allMatch(pod -> Leases.NODE_LOCAL.contains(pod.address()));
      assertThat(reaches(two.namespace(), one.address().toString())).isFalse();
      assertThat(isReachedFromOutside(world, node, one.address())).isFalse();

      restart(node);
      assertThat(lostByIpv6(pods)).isEmpty();
      assertThat(reaches(one.namespace(), Fabric.INTERNET_HOST.toString())).isTrue();
      var later = node.kubelet().run("later");
      assertThat(ipv6(later)).isNotIn(ipv6(one), ipv6(two));
      assertThat(lostByIpv6(List.of(later, peer))).isEmpty();

      assertThat(world.fabric().counters())
          .containsEntry(Counter.SPOOFED, 0L)
          .containsEntry(Counter.NO_EIP, 0L);

      node.kubelet().end(one);
      assertThat(reaches(peer.namespace(), ipv6(one).toString())).isFalse();
      node.kubelet().endAll(4, _ -> {});
      assertThat(node.namespace().ipJson("-6 route show table 20000")).doesNotContain("2001:db8");
      assertThat(node.namespace().ipJson("route show table 20000")).doesNotContain("169.254");

      assertThat(world.ec2().callsByAction())
          .containsEntry("AssignIpv6Addresses", 2L)
          .doesNotContainKeys("AssignPrivateIpAddresses", "CreateNetworkInterface");
    }
  }

  @Test
  void theRuntimeIsToldOfIpv6AloneAndItsOtherVerbsWork() throws Exception {
    try (var world = open()) {
      var node = world.node("node-a");
      var kept = node.kubelet().run("kept");
      var forgotten = node.kubelet().run("forgotten");
      var sandbox = node.kubelet().sandbox("web");

      var added = call(node, "ADD", sandbox, CONFIGURATION);

      assertThat(added.exitCode()).as(added.output()).isZero();
      assertThat(JSON.readTree(added.output()).path("ips"))
          .singleElement()
          .satisfies(ip -> assertThat(ip.path("address").asText()).endsWith("/128"));
      assertThat(JSON.readTree(added.output()).path("routes"))
          .singleElement()
          .satisfies(route -> assertThat(route.path("dst").asText()).isEqualTo("::/0"));
      assertThat(added.output()).doesNotContain("169.254.172");

      var recalling = with("prevResult", added.output());
      assertThat(call(node, "CHECK", sandbox, recalling).output()).isEmpty();
      sandbox.namespace().ip(List.of("neigh delete fe80::1 dev eth0"));
      assertThat(call(node, "CHECK", sandbox, recalling).output()).contains("fe80::1");
      assertThat(call(node, "DEL", sandbox, recalling).output()).isEmpty();
      assertThat(call(node, "STATUS", sandbox, CONFIGURATION).output()).isEmpty();

      var delegated =
          CONFIGURATION.replace(
              "\"type\":\"warmwell\"", "\"type\":\"ptp\",\"ipam\":{\"type\":\"warmwell\"}");
      assertThat(call(node, "ADD", node.kubelet().sandbox("ptp"), delegated).output())
          .contains("pods of this node have IPv6 alone");

      var listed = "[{\"containerID\":\"%s\",\"ifname\":\"eth0\"}]".formatted(kept.container());
      assertThat(call(node, "GC", sandbox, with("cni.dev/valid-attachments", listed)).output())
          .isEmpty();
      Awaitility.await().until(() -> node.podLinks() == 1);
      assertThat(reaches(node.namespace(), ipv6(kept).toString())).isTrue();
      assertThat(reaches(node.namespace(), ipv6(forgotten).toString())).isFalse();
    }
  }

  private World open() throws InterruptedException {
    var world = World.open(Worlds.plan(name, directory, ALONE, ALONE), ShimBinary.locate());
    world.startDaemons();
    return world;
  }

  private static void restart(Node node) throws InterruptedException {
    node.daemon().stop();
    node.daemon().start();
    node.daemon().awaitReady(READY_MAX);
  }

  /// Even if the VPC delivered packets for it, which it does not.
  private static boolean isReachedFromOutside(World world, Node node, Ipv4Address address) {
    var router = world.fabric().router();
    var link = "$(ip route get %s | sed 's/.* dev \\([^ ]*\\).*/\\1/;q')".formatted(node.address());
    var route = "ip route add %s via %s dev %s onlink".formatted(address, node.address(), link);
    Program.check(router.inside(List.of("sh", "-ec", route)), "");
    return reaches(router, address.toString());
  }

  private static List<String> lostByIpv6(List<Pod> pods) {
    var lost = new ArrayList<String>();
    for (var from : pods) {
      for (var to : pods) {
        if (!from.equals(to) && !reaches(from.namespace(), ipv6(to).toString())) {
          lost.add(from.name() + " -> " + to.name());
        }
      }
    }
    return lost;
  }

  private static boolean reaches(NetworkNamespace from, String to) {
    var ping = List.of("ping", "-c1", "-w2", "-q", to);
    return Program.run(from.inside(ping), "").exitCode() == 0;
  }

  private static Program.Ended call(
      Node node, String verb, Kubelet.Sandbox sandbox, String configuration) {
    var command = node.namespace().inside(List.of(node.directories().shim().toString()));
    return Program.run(command, node.kubelet().environment(verb, sandbox), configuration);
  }

  private static String with(String key, String value) {
    return CONFIGURATION.replace("}", ",\"" + key + "\":" + value + "}");
  }

  private static Ipv6Address ipv6(Pod pod) {
    return pod.ipv6().orElseThrow();
  }
}
