package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.Latencies;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.Supply;
import io.warmwell.simulator.world.World;
import io.warmwell.simulator.world.WorldPlan;
import io.warmwell.simulator.world.WorldPlan.NodePlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods whose ENIs are in two subnets, and pods that live in another subnet than their node,
/// through the real kernel.
final class SeveralSubnetsIT {
  private static final int PODS = 20;
  private static final Ipv4Prefix OTHER = Ipv4Prefix.parse("10.0.64.0/18");

  private final String several = "ssi" + ProcessHandle.current().pid() % 10000;
  private final String custom = "cni" + ProcessHandle.current().pid() % 10000;

  @TempDir Path directory = Path.of("");

  @Test
  void podsOfTwoSubnetsReachEachOtherAndOtherNodes() throws Exception {
    var nodes =
        List.of(
            new NodePlan("node-a", "m5.large", Map.of("WARM_ENI_TARGET", "0")),
            new NodePlan("node-b", "m5.large", Map.of()));
    try (var world = World.open(plan(several, nodes), ShimBinary.locate())) {
      // It is larger: the next interface is made there.
      world.ec2().tagSubnet(subnet(2), Map.of(Subnet.ROLE_TAG, "1"));
      world.startDaemons();
      var node = world.node("node-a");
      var pods = run(node, PODS);

      assertThat(pods).anyMatch(pod -> OTHER.contains(pod.address()));
      assertThat(pods).anyMatch(pod -> WorldPlan.DEFAULT_SUBNET.contains(pod.address()));
      var peer = world.node("node-b").kubelet().run("peer");
      assertThat(OTHER.contains(peer.address())).isTrue();
      var everybody = IntStream.range(0, PODS + 1).mapToObj(i -> i < PODS ? pods.get(i) : peer);
      var seen = Reachability.among(everybody.toList(), Reachability.JUMBO_PAYLOAD_BYTES, 1);
      assertThat(seen.lost()).isEmpty();
    }
  }

  @Test
  void customNetworkingKeepsPodsOffThePrimaryInterface() throws Exception {
    var main = "io.warmwell.ipamd.FixedCustomNetworking";
    var nodes =
        List.of(new NodePlan("node-a", "m5.large", Map.of("POD_SUBNET", subnet(2).value()), main));
    try (var world = World.open(plan(custom, nodes), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");

      var pods = run(node, PODS / 2);

      assertThat(pods).allMatch(pod -> OTHER.contains(pod.address()));
      assertThat(pods)
          .noneMatch(
              pod -> Supply.deviceIndex(node, world.ec2(), pod.address()).orElseThrow() == 0);
      assertThat(primary(world, node).addressCount()).isEqualTo(1);
      assertThat(Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 1).lost()).isEmpty();
    }
  }

  private static List<Pod> run(Node node, int count) throws InterruptedException {
    var names = IntStream.range(0, count).mapToObj("pod-%02d"::formatted).toList();
    node.kubelet().runAll(names, 4, _ -> {});
    return node.kubelet().pods();
  }

  private static NetworkInterface primary(World world, Node node) {
    return world.ec2().view(node.instanceId()).orElseThrow().interfaces().getFirst();
  }

  private static SubnetId subnet(int number) {
    return new SubnetId("subnet-%017x".formatted(number));
  }

  /// The first node is in the first subnet, the second one in the other.
  private WorldPlan plan(String name, List<NodePlan> nodes) {
    return new WorldPlan(
        name,
        directory.resolve("world"),
        WorldPlan.DEFAULT_VPC,
        List.of(WorldPlan.DEFAULT_SUBNET, OTHER),
        nodes,
        Latencies.NONE,
        0);
  }
}
