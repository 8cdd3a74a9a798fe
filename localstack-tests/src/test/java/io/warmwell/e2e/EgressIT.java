package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What pods send out of the VPC and to services, and what comes in for the node.
///
/// The VPC drops what leaves by an interface that does not own its source, and what goes to the
/// internet from an address without a public one. Pings take the place of connections: they are
/// tracked and translated as these are.
class EgressIT {
  private static final String SERVICE = "172.20.0.10";

  private final String name = "egr" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void podsOnEveryInterfaceReachTheInternetByTheNodesAddress() throws Exception {
    try (var world = open(Map.of())) {
      var node = world.node("node-a");

      assertThat(reaches(onSecondary(world), Fabric.INTERNET_HOST)).isTrue();
      assertThat(reaches(Worlds.onPrimaryInterface(world, node), Fabric.INTERNET_HOST)).isTrue();

      assertThat(world.fabric().counters())
          .containsEntry(Counter.NO_EIP, 0L)
          .containsEntry(Counter.SPOOFED, 0L);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS_VPC_K8S_CNI_EXTERNALSNAT=true",
        "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS=203.0.113.0/24,198.51.100.0/24"
      })
  void whatIsNotToBeTranslatedLeavesAsItIsByThePodsInterface(String setting) throws Exception {
    var parts = setting.split("=", 2);
    try (var world = open(Map.of(parts[0], parts[1]))) {
      assertThat(reaches(onSecondary(world), Fabric.INTERNET_HOST)).isFalse();

      assertThat(world.fabric().counters()).containsEntry(Counter.SPOOFED, 0L);
      assertThat(world.fabric().counters().get(Counter.NO_EIP)).isPositive();
    }
  }

  /// The endpoint is chosen after the packet came in: what goes to a service stays in the VPC.
  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void aServiceLeadsToItsEndpointByThePodsOwnInterface(String proxy) throws Exception {
    try (var world = open(Map.of())) {
      var endpoint = world.node("node-b").kubelet().run("endpoint");
      lead(world.node("node-a"), proxy, SERVICE, endpoint);

      assertThat(reaches(onSecondary(world), Ipv4Address.parse(SERVICE))).isTrue();

      assertThat(world.fabric().counters()).containsEntry(Counter.SPOOFED, 0L);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nft", "iptables"})
  void aPodAnswersWhatCameInForTheNodeByTheInterfaceItCameBy(String proxy) throws Exception {
    try (var world = open(Map.of())) {
      var node = world.node("node-a");
      lead(node, proxy, node.address().toString(), onSecondary(world));

      assertThat(reaches(internet(), node.address())).isTrue();
      assertThat(reaches(world.node("node-b").namespace(), node.address())).isTrue();

      assertThat(world.fabric().counters()).containsEntry(Counter.SPOOFED, 0L);
    }
  }

  @Test
  void withoutNodePortSupportTheAnswerIsTakenForSpoofed() throws Exception {
    try (var world = open(Map.of("AWS_VPC_CNI_NODE_PORT_SUPPORT", "false"))) {
      var node = world.node("node-a");
      lead(node, "nft", node.address().toString(), onSecondary(world));

      assertThat(reaches(internet(), node.address())).isFalse();

      assertThat(world.fabric().counters().get(Counter.SPOOFED)).isPositive();
    }
  }

  private World open(Map<String, String> settings) throws InterruptedException {
    var plan = Worlds.plan(name, directory, settings, Map.of());
    var world = World.open(plan, ShimBinary.locate());
    world.startDaemons();
    Worlds.fill(world.node("node-a"));
    return world;
  }

  private static Pod onSecondary(World world) {
    return Worlds.onSecondaryInterface(world, world.node("node-a"));
  }

  /// Does for pings what kube-proxy does for a service with one endpoint.
  private static void lead(Node node, String proxy, String from, Pod to) {
    if (proxy.equals("nft")) {
      node.namespace()
          .nft(
              """
              table ip kube-proxy {
                chain services {
                  type nat hook prerouting priority dstnat;
                  ip daddr %s icmp type echo-request dnat to %s
                }
              }
              """
                  .formatted(from, to.address()));
    } else {
      var rule = "-A PREROUTING -d %s -p icmp -j DNAT --to-destination %s";
      var command = ("iptables -t nat " + rule).formatted(from, to.address()).split(" ");
      Program.check(node.namespace().inside(List.of(command)), "");
    }
  }

  private NetworkNamespace internet() {
    return new NetworkNamespace(Fabric.prefix(name) + "inet");
  }

  private static boolean reaches(Pod pod, Ipv4Address address) {
    return reaches(pod.namespace(), address);
  }

  private static boolean reaches(NetworkNamespace from, Ipv4Address address) {
    var ping = List.of("ping", "-c", "2", "-i", "0.2", "-W", "3", address.toString());
    return Program.run(from.inside(ping), "").exitCode() == 0;
  }
}
