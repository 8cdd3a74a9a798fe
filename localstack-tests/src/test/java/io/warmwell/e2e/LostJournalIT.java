package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Without its journal the daemon takes the leases from the kernel: no pod loses its address, and
/// none gets another's.
class LostJournalIT {
  private static final Duration READY_MAX = Duration.ofMinutes(1);
  private static final int PARALLEL = 4;

  /// More than the primary interface of an m5.large carries.
  private static final int PODS_BEFORE = 14;

  /// All that an m5.large carries.
  private static final int PODS_AFTER = 27;

  private final String name = "jit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  /// What happens to the journal while no daemon runs.
  enum Loss {
    DELETED,
    GARBLED
  }

  @ParameterizedTest
  @EnumSource
  void everyPodKeepsItsAddressAndNoneIsGrantedTwice(Loss loss) throws Exception {
    var settings = Map.of("WARM_ENI_TARGET", "1");
    try (var world = World.open(Worlds.plan(name, directory, settings), ShimBinary.locate())) {
      world.startDaemons();
      var node = world.node("node-a");
      node.kubelet().runAll(names(0, PODS_BEFORE), PARALLEL, _ -> {});
      var before = addresses(node.kubelet().pods());
      node.daemon().stop();

      inflict(loss, node.directories().run().resolve("journal"));
      node.daemon().start();
      node.daemon().awaitReady(READY_MAX);

      assertThat(Files.readString(node.directories().log()))
          .contains("the journal did not know a wired pod")
          .contains("restored leases=" + PODS_BEFORE + " strays=0");
      node.kubelet().runAll(names(PODS_BEFORE, PODS_AFTER), PARALLEL, _ -> {});
      var pods = node.kubelet().pods();
      assertThat(pods).hasSize(PODS_AFTER).extracting(Pod::address).doesNotHaveDuplicates();
      assertThat(addresses(pods)).containsAllEntriesOf(before);
      assertThat(Reachability.among(sample(pods), Reachability.JUMBO_PAYLOAD_BYTES, 2).lost())
          .isEmpty();
      assertThat(world.fabric().counters()).containsEntry(Counter.SPOOFED, 0L);
      assertEnds(node);
    }
  }

  /// A lease from the kernel ends like any other.
  private static void assertEnds(Node node) throws InterruptedException {
    node.kubelet().endAll(PARALLEL, _ -> {});
    assertThat(node.kubelet().pods()).isEmpty();
  }

  private static void inflict(Loss loss, Path journal) throws IOException {
    switch (loss) {
      case DELETED -> Files.delete(journal);
      case GARBLED -> Files.writeString(journal, Files.readString(journal).replace('1', '7'));
    }
  }

  /// Pairs grow with the square: some from before, some from after.
  private static List<Pod> sample(List<Pod> pods) {
    return IntStream.range(0, pods.size()).filter(pod -> pod % 4 == 0).mapToObj(pods::get).toList();
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj("pod-%02d"::formatted).toList();
  }

  private static Map<String, Ipv4Address> addresses(List<Pod> pods) {
    return pods.stream().collect(Collectors.toMap(Pod::name, Pod::address));
  }
}
