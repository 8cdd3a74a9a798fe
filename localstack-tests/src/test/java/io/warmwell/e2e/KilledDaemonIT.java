package io.warmwell.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.world.Pod;
import io.warmwell.simulator.world.Reachability;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A daemon that is killed in the middle of a burst of ADDs costs time, and nothing else.
class KilledDaemonIT {
  private static final int PODS = 40;
  private static final int PODS_BEFORE_KILL = 10;
  private static final Duration BURST_MAX = Duration.ofMinutes(3);
  private static final Duration READY_MAX = Duration.ofMinutes(1);

  private final String name = "kit" + ProcessHandle.current().pid();

  @TempDir Path directory = Path.of("");

  @Test
  void podsKeepTalkingKeepTheirAddressesAndTheBurstCompletes() throws Exception {
    var settings = Map.of("ENABLE_PREFIX_DELEGATION", "true");
    try (var world = World.open(Worlds.plan(name, directory, settings), ShimBinary.locate());
        var burst = Executors.newSingleThreadExecutor()) {
      world.startDaemons();
      var node = world.node("node-a");
      var names = IntStream.range(0, PODS).mapToObj("pod-%02d"::formatted).toList();
      var running = new CountDownLatch(PODS_BEFORE_KILL);
      var done = burst.submit(() -> node.kubelet().runAll(names, 8, _ -> running.countDown()));
      assertThat(running.await(BURST_MAX.toSeconds(), TimeUnit.SECONDS)).isTrue();

      node.daemon().kill();

      var before = addresses(node.kubelet().pods());
      assertThat(ping(node.kubelet().pods()).lost()).isEmpty();

      node.daemon().start();
      node.daemon().awaitReady(READY_MAX);
      var pods = done.get(BURST_MAX.toSeconds(), TimeUnit.SECONDS);

      assertThat(node.kubelet().retries()).as("ADDs that met no daemon").isPositive();
      assertThat(pods).hasSize(PODS);
      assertThat(pods).extracting(Pod::address).doesNotHaveDuplicates();
      assertThat(addresses(pods)).containsAllEntriesOf(before);
      assertThat(ping(pods).lost()).isEmpty();
      assertThat(world.fabric().counters()).containsEntry(Counter.SPOOFED, 0L);
    }
  }

  private static Map<String, Ipv4Address> addresses(List<Pod> pods) {
    return pods.stream().collect(Collectors.toMap(Pod::name, Pod::address));
  }

  private static Reachability ping(List<Pod> pods) throws InterruptedException {
    return Reachability.among(pods, Reachability.JUMBO_PAYLOAD_BYTES, 2);
  }
}
