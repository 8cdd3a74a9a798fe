package io.warmwell.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.warmwell.contract.LocalStack;
import io.warmwell.contract.SharedLocalStack;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.world.KernelState;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The daemon, as it is shipped, on nodes whose EC2 is LocalStack, in secondary-IP mode: the pods,
/// the kernel and the packets are real, and what EC2 is was not written here.
@ExtendWith(SharedLocalStack.class)
final class DaemonOnLocalStackIT {
  /// Addresses that a node without pods keeps.
  private static final int WARM = 3;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "WARM_IP_TARGET", "2",
          "MINIMUM_IP_TARGET", String.valueOf(WARM),
          "IP_COOLDOWN_PERIOD", "1",
          "WARMWELL_RELEASE_DELAY", "1");

  /// More than the primary interface of an m5.large carries.
  private static final int PODS = 12;

  private static final int FEW = 3;
  private static final Duration SHRUNK_MAX = Duration.ofSeconds(40);

  @TempDir static Path directory = Path.of("");

  @SuppressWarnings("NullAway.Init") // by open, before any test
  private static LocalStackWorld world;

  @BeforeAll
  static void open(LocalStack localStack) throws InterruptedException {
    var name = "dls" + ProcessHandle.current().pid();
    world = LocalStackWorld.open(name, directory.resolve("world"), localStack, SETTINGS);
    world.startDaemons();
  }

  @AfterEach
  void endPods() throws InterruptedException {
    for (var node : world.nodes()) {
      node.kubelet().endAll(4, _ -> {});
    }
  }

  @AfterAll
  static void close() {
    try {
      assertThat(world.relay().refused()).as("calls that LocalStack was not asked").isEmpty();
      assertThat(world.relay().met())
          .as("what the relay makes up for, and had to")
          .isEqualTo(Relay.MADE_UP_FOR);
      assertThat(world.vpc().fabric().counters()).containsEntry(Counter.SPOOFED, 0L);
    } finally {
      world.close();
    }
  }

  @Test
  void podsOfTwoNodesTalkOverInterfacesThatLocalStackMade() throws InterruptedException {
    var here = run(node(0), PODS);
    var there = run(node(1), FEW);

    var interfaces = interfaces(node(0));
    assertThat(interfaces).hasSizeBetween(2, 3);
    assertThat(addresses(here)).isSubsetOf(secondary(interfaces));
    var made = interfaces.subList(1, interfaces.size());
    assertThat(addresses(here)).containsAnyElementsOf(secondary(made));
    assertThat(addresses(there)).isSubsetOf(secondary(interfaces(node(1))));
    assertThat(made)
        .allSatisfy(
            eni ->
                assertThat(eni.tags()).containsEntry(Interface.INSTANCE_TAG, node(0).instanceId()));
    var everybody = concat(here, there);
    var reached = Reachability.among(everybody, Reachability.JUMBO_PAYLOAD_BYTES, 2);
    assertThat(reached.pairs()).isEqualTo((PODS + FEW) * (PODS + FEW - 1));
    assertThat(reached.lost()).isEmpty();
  }

  @Test
  void podsKeepTheirAddressesWhileTheDaemonIsReplaced() throws InterruptedException {
    var pods = run(node(0), PODS);
    var interfaces = world.vpc().interfaces();

    node(0).daemon().kill();
    assertThat(Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 2).lost()).isEmpty();
    world.restart(node(0));

    assertThat(Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 2).lost()).isEmpty();
    assertThat(world.vpc().interfaces()).isEqualTo(interfaces);
    var later = node(0).kubelet().run("later");
    assertThat(addresses(pods)).doesNotContain(later.address());
    assertThat(Reachability.among(List.of(later, pods.getFirst()), 56, 1).lost()).isEmpty();
  }

  @Test
  void aNodeWithoutPodsGivesItsSecondInterfaceBack() throws InterruptedException {
    awaitPrimaryAlone();
    var before = KernelState.of(node(0).namespace());
    run(node(0), PODS);
    assertThat(interfaces(node(0))).hasSizeGreaterThan(1);

    node(0).kubelet().endAll(4, _ -> {});

    awaitPrimaryAlone();
    assertThat(KernelState.of(node(0).namespace()).since(before)).isEmpty();
  }

  private static void awaitPrimaryAlone() {
    await()
        .atMost(SHRUNK_MAX)
        .untilAsserted(
            () -> {
              for (var node : world.nodes()) {
                var interfaces = interfaces(node);
                assertThat(interfaces).hasSize(1);
                assertThat(interfaces.getFirst().addresses()).hasSize(WARM);
              }
              assertThat(world.vpc().interfaces())
                  .as("detached ones are deleted")
                  .isEqualTo(world.nodes().size());
            });
  }

  private static List<Pod> run(Node node, int pods) throws InterruptedException {
    var names = IntStream.range(0, pods).mapToObj("pod-%02d"::formatted).toList();
    return node.kubelet().runAll(names, 4, _ -> {});
  }

  private static List<Interface> interfaces(Node node) {
    return world.vpc().attached(node.instanceId());
  }

  private static List<Ipv4Address> secondary(List<Interface> interfaces) {
    return interfaces.stream().flatMap(eni -> eni.addresses().stream()).toList();
  }

  private static List<Ipv4Address> addresses(List<Pod> pods) {
    return pods.stream().map(Pod::address).toList();
  }

  private static List<Pod> concat(List<Pod> some, List<Pod> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  private static Node node(int index) {
    return world.nodes().get(index);
  }
}
