package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv6Address;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods with an address of each family, through the shim, the daemon, the kernel and the VPC.
class DualStackIT {
  private static final Duration READY_MAX = Duration.ofSeconds(30);
  private static final Map<String, String> BOTH = Map.of("ENABLE_IPv6", "true");

  private final String name = "dual" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void podsReachEachOtherAndTheirNodesOnBothFamilies() throws Exception {
    try (var world = open(BOTH, BOTH)) {
      var nodeA = world.node("node-a");
      Worlds.fill(nodeA);
      var peer = world.node("node-b").kubelet().run("peer");
      var far = Worlds.onSecondaryInterface(world, nodeA);
      var near = Worlds.onPrimaryInterface(world, nodeA);
      var pods = List.of(near, far, peer);

      assertThat(Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 1).lost()).isEmpty();
      assertThat(lostByIpv6(pods)).isEmpty();
      assertThat(reaches(nodeA.namespace(), ipv6(far))).isTrue();
      assertThat(reaches(nodeA.namespace(), ipv6(peer))).isTrue();
      assertThat(world.fabric().counters())
          .containsEntry(Counter.SPOOFED, 0L)
          .containsEntry(Counter.UNOWNED, 0L);
      assertThat(Fabric.IPV6_VPC.contains(ipv6(far))).isTrue();

      nodeA.daemon().stop();
      nodeA.daemon().start();
      nodeA.daemon().awaitReady(READY_MAX);

      assertThat(lostByIpv6(pods)).isEmpty();
      var later = nodeA.kubelet().run("later");
      assertThat(lostByIpv6(List.of(later, peer))).isEmpty();
      assertThat(world.ec2().callsByAction()).containsEntry("AssignIpv6Addresses", 2L);

      nodeA.kubelet().end(far);
      assertThat(reaches(peer.namespace(), ipv6(far))).isFalse();
      nodeA.kubelet().endAll(4, _ -> {});
      assertThat(nodeA.namespace().ipJson("-6 route show table 20000")).doesNotContain("2001:db8");
    }
  }

  @Test
  void podsThatWereThereBeforeIpv6StayAsTheyAre() throws Exception {
    try (var world = open(Map.of(), BOTH)) {
      var pod = world.node("node-a").kubelet().run("old");
      var peer = world.node("node-b").kubelet().run("new");

      assertThat(pod.ipv6()).isEmpty();
      assertThat(peer.ipv6()).isPresent();
      assertThat(Reachability.among(List.of(pod, peer), 1000, 1).lost()).isEmpty();
    }
  }

  @SafeVarargs
  private World open(Map<String, String>... nodes) throws InterruptedException {
    var world = World.open(Worlds.plan(name, directory, nodes), ShimBinary.locate());
    world.startDaemons();
    return world;
  }

  private static List<String> lostByIpv6(List<Pod> pods) {
    var lost = new ArrayList<String>();
    for (var from : pods) {
      for (var to : pods) {
        if (!from.equals(to) && !reaches(from.namespace(), ipv6(to))) {
          lost.add(from.name() + " -> " + to.name());
        }
      }
    }
    return lost;
  }

  /// In a packet of 9,000 bytes: 40 of IPv6, 8 of ICMPv6, the rest.
  private static boolean reaches(NetworkNamespace from, Ipv6Address to) {
    var ping = List.of("ping", "-6", "-c1", "-w3", "-q", "-M", "do", "-s", "8952", to.toString());
    return Program.run(from.inside(ping), "").exitCode() == 0;
  }

  private static Ipv6Address ipv6(Pod pod) {
    return pod.ipv6().orElseThrow();
  }
}
