package io.warmwell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.e2e.Worlds;
import io.warmwell.runtime.Cluster.RunningPod;
import io.warmwell.simulator.fabric.Counter;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.Parallel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// containerd as the caller, by the interface through which the kubelet talks to it.
class ContainerdIT {
  private static final Duration READY_MAX = Duration.ofMinutes(1);

  @TempDir Path directory = Path.of("");

  @Test
  void podsOfTwoNodesReachEachOtherAndEndWithoutTrace() throws Exception {
    try (var cluster = Cluster.open(directory, Containerd.ALONE, Map.of(), Map.of())) {
      var names = IntStream.range(0, Worlds.PODS).mapToObj("pod-%02d"::formatted).toList();
      var pods = Parallel.each(names, 4, name -> cluster.run("node-a", name));
      var peer = cluster.run("node-b", "peer");

      assertThat(pods).extracting(RunningPod::address).doesNotHaveDuplicates();
      assertThat(pods).allMatch(pod -> pod.reaches(peer.address()));
      assertThat(pods).allMatch(pod -> peer.reaches(pod.address()));
      assertThat(pods.getFirst().reaches(pods.getLast().address())).isTrue();
      assertThat(pods.getFirst().exec("ip", "-4", "addr", "show", "eth0").output())
          .contains("inet " + pods.getFirst().address() + "/32");
      assertThat(peer.exec("ping", "-c1", "-w3", pods.getLast().address().toString()).exitCode())
          .isZero();
      assertThat(cluster.leased("node-a")).hasSize(Worlds.PODS);
      assertThat(cluster.world().fabric().counters()).containsEntry(Counter.SPOOFED, 0L);

      var cri = cluster.on("node-a").cri();
      var first = pods.getFirst().sandbox().id();
      cri.stopSandbox(first);
      assertThat(peer.reaches(pods.getFirst().address())).isFalse();
      // The second DEL comes without a namespace and without a result.
      cri.stopSandbox(first);
      cri.removeSandbox(first);
      cri.removeSandbox(first);
      pods.stream().skip(1).forEach(RunningPod::end);
      peer.end();
      cluster.assertNothingLeft();
    }
  }

  @Test
  void aPodCanHaveAPortOfItsNodeAndALimitOfItsBandwidth() throws Exception {
    var plugins = Containerd.WITH_PORTS_AND_BANDWIDTH;
    try (var cluster = Cluster.open(directory, plugins, Map.of(), Map.of())) {
      var node = cluster.node("node-a");
      var web =
          cluster
              .on("node-a")
              .pod("web")
              .withHostPort(8080, 80)
              .withAnnotations(Map.of("kubernetes.io/ingress-bandwidth", "10M"));
      var pod = cluster.run("node-a", web, "nc", "-ll", "-p", "80", "-e", "echo", "hello");
      var peer = cluster.run("node-b", "peer");

      assertThat(peer.exec("nc", "-w3", node.address().toString(), "8080").output())
          .isEqualTo("hello\n");
      assertThat(limits(node)).hasSize(1).first().asString().contains("rate 10Mbit");

      pod.end();
      assertThat(Cluster.portRules(node, 8080)).isEmpty();
      assertThat(limits(node)).isEmpty();
      peer.end();
      cluster.assertNothingLeft();
    }
  }

  @Test
  void podsOutliveARestartOfContainerdAndOfTheDaemon() throws Exception {
    try (var cluster = Cluster.open(directory, Containerd.ALONE, Map.of(), Map.of())) {
      var runtime = cluster.on("node-a");
      var daemon = cluster.node("node-a").daemon();
      var peer = cluster.run("node-b", "peer");
      var pod = cluster.run("node-a", "web");

      runtime.kill();
      assertThat(peer.reaches(pod.address())).isTrue();
      runtime.start();
      assertThat(runtime.cri().sandbox(pod.sandbox().id())).isEqualTo(pod.sandbox());
      assertThat(pod.reaches(peer.address())).isTrue();

      daemon.stop();
      daemon.start();
      daemon.awaitReady(READY_MAX);
      assertThat(pod.reaches(peer.address())).isTrue();
      var next = cluster.run("node-a", "next");
      assertThat(next.address()).isNotEqualTo(pod.address());
      assertThat(next.reaches(pod.address())).isTrue();

      daemon.kill();
      pod.end();
      assertThat(cluster.leased("node-a")).contains(pod.address().toString());
      daemon.start();
      daemon.awaitReady(READY_MAX);
      Awaitility.await()
          .untilAsserted(
              () ->
                  assertThat(cluster.leased("node-a")).containsExactly(next.address().toString()));

      next.end();
      peer.end();
      cluster.assertNothingLeft();
      assertThat(cluster.node("node-a").directories().spool()).isEmptyDirectory();
    }
  }

  private static List<String> limits(Node node) {
    return Program.check(node.namespace().inside(List.of("tc", "qdisc", "show")), "")
        .lines()
        .filter(line -> line.contains("tbf"))
        .toList();
  }
}
