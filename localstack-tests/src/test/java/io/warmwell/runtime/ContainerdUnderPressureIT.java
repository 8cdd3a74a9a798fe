package io.warmwell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Parallel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Many sandboxes at once, also while the daemon dies.
class ContainerdUnderPressureIT {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerdUnderPressureIT.class);
  private static final Map<String, String> PREFIXES = Map.of("ENABLE_PREFIX_DELEGATION", "true");
  private static final int SANDBOXES = Integer.getInteger("sandboxes", 30);
  private static final int IN_THE_BURST = 20;
  private static final int BEFORE_THE_KILL = 4;
  private static final Duration READY_MAX = Duration.ofMinutes(1);

  @TempDir Path directory = Path.of("");

  @Test
  void manySandboxesAtOnceAllGetAnAddressAndGiveItBack() throws Exception {
    try (var cluster = Cluster.open(directory, Containerd.ALONE, PREFIXES)) {
      var cri = cluster.on("node-a").cri();
      var began = System.nanoTime();
      var sandboxes =
          Parallel.each(
              names(SANDBOXES), SANDBOXES, name -> cri.runSandbox(cluster.on("node-a").pod(name)));
      var ran = System.nanoTime();
      var running = sandboxes.stream().map(cri::sandbox).toList();

      assertThat(running).extracting(Cri.Running::address).doesNotHaveDuplicates();
      assertThat(cluster.leased("node-a")).hasSize(SANDBOXES);
      assertThat(unreachable(cluster, running)).isEmpty();

      var stopping = System.nanoTime();
      Parallel.each(
          sandboxes,
          SANDBOXES,
          sandbox -> {
            cri.stopSandbox(sandbox);
            cri.removeSandbox(sandbox);
            return sandbox;
          });
      LOG.info(
          "sandboxes={} ran_ms={} ended_ms={}",
          SANDBOXES,
          TimeUnit.NANOSECONDS.toMillis(ran - began),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - stopping));
      cluster.assertNothingLeft();
    }
  }

  @Test
  void aDaemonThatIsKilledInABurstLeaksNothingAndGivesNoAddressTwice() throws Exception {
    try (var cluster = Cluster.open(directory, Containerd.ALONE, PREFIXES);
        var burst = Executors.newSingleThreadExecutor()) {
      var runtime = cluster.on("node-a");
      var daemon = cluster.node("node-a").daemon();
      var begun = new CountDownLatch(BEFORE_THE_KILL);
      var refused = new AtomicInteger();
      var done =
          burst.submit(
              () ->
                  Parallel.each(
                      names(IN_THE_BURST),
                      IN_THE_BURST,
                      name -> {
                        begun.countDown();
                        return runPatiently(runtime, name, refused);
                      }));
      assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
      Awaitility.await().until(() -> cluster.leased("node-a").size() >= BEFORE_THE_KILL);

      daemon.kill();
      Awaitility.await().until(() -> refused.get() > 0);
      daemon.start();
      daemon.awaitReady(READY_MAX);

      var sandboxes = done.get(2, TimeUnit.MINUTES);
      var running = sandboxes.stream().map(runtime.cri()::sandbox).toList();
      var addresses = running.stream().map(one -> one.address().toString()).toList();
      assertThat(addresses).hasSize(IN_THE_BURST).doesNotHaveDuplicates();
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(cluster.leased("node-a"))
                      .containsExactlyInAnyOrderElementsOf(addresses));
      assertThat(cluster.node("node-a").podLinks()).isEqualTo(IN_THE_BURST);
      assertThat(unreachable(cluster, running)).isEmpty();

      sandboxes.forEach(runtime.cri()::stopSandbox);
      sandboxes.forEach(runtime.cri()::removeSandbox);
      cluster.assertNothingLeft();
    }
  }

  /// Tries again a second later, as the kubelet does.
  private static String runPatiently(Containerd runtime, String name, AtomicInteger refused) {
    return Awaitility.await()
        .pollInterval(Duration.ofSeconds(1))
        .pollDelay(Duration.ZERO)
        .atMost(READY_MAX)
        .until(() -> run(runtime, name, refused), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<String> run(Containerd runtime, String name, AtomicInteger refused) {
    try {
      return Optional.of(runtime.cri().runSandbox(runtime.pod(name)));
    } catch (StatusRuntimeException e) {
      assertThat(e).hasMessageContaining("the warmwell daemon does not answer");
      refused.incrementAndGet();
      return Optional.empty();
    }
  }

  private static List<String> unreachable(Cluster cluster, List<Cri.Running> pods) {
    var node = cluster.node("node-a");
    return pods.stream()
        .map(pod -> pod.address().toString())
        .filter(
            address ->
                Program.run(
                            node.namespace().inside(List.of("ping", "-q", "-c1", "-w3", address)),
                            "")
                        .exitCode()
                    != 0)
        .toList();
  }

  private static List<String> names(int count) {
    return IntStream.range(0, count).mapToObj("pod-%03d"::formatted).toList();
  }
}
