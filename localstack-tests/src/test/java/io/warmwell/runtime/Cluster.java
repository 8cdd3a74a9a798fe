package io.warmwell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.e2e.Worlds;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.KernelState;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// A world whose nodes run pods in a containerd each.
final class Cluster implements AutoCloseable {
  private static final Pattern GRANTED = Pattern.compile("\"granted\":\"([0-9.]+)\"");
  private static final Pattern RESTING = Pattern.compile("\"resting\":\"([0-9.]+)\"");

  /// What an interface of EC2's brings, and the chains that portmap leaves for the next pod.
  private static final Pattern OF_INTERFACES = Pattern.compile("eth[1-9]|^rule 1[56]|^nft");

  private static final AtomicInteger OPENED = new AtomicInteger();

  private final World world;
  private final Map<String, Containerd> runtimes = new LinkedHashMap<>();
  private final Map<String, KernelState> before = new HashMap<>();

  private Cluster(World world) {
    this.world = world;
  }

  /// Starts everything.
  ///
  /// @param plugins of the network, in their order
  /// @param settings of each node's daemon; the nodes are node-a, node-b and so on
  @SafeVarargs
  static Cluster open(Path directory, String plugins, Map<String, String>... settings)
      throws IOException, InterruptedException {
    var image = BusyboxImage.archive(directory.resolve("image"));
    var name = "cri" + ProcessHandle.current().pid() + "n" + OPENED.incrementAndGet();
    var plan = Worlds.plan(name, directory, settings);
    var cluster = new Cluster(World.open(plan, ShimBinary.locate()));
    try {
      cluster.world.startDaemons();
      for (var node : cluster.world.nodes()) {
        var network = new Containerd.Network("1.0.0", plugins);
        cluster.runtimes.put(
            node.name(), Containerd.start(node, Containerd.Release.DEBIAN, network, image));
        cluster.before.put(node.name(), KernelState.of(node.namespace()));
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  World world() {
    return world;
  }

  Node node(String name) {
    return world.node(name);
  }

  Containerd on(String node) {
    var runtime = runtimes.get(node);
    if (runtime == null) {
      throw new IllegalArgumentException("no node " + node);
    }
    return runtime;
  }

  /// A pod with a container to run commands in.
  record RunningPod(Containerd runtime, Cri.Running sandbox, String container) {

    Ipv4Address address() {
      return sandbox.address();
    }

    Cri.Executed exec(String... command) {
      return runtime.cri().exec(container, command);
    }

    /// With a packet that fills the pod's MTU.
    boolean reaches(Ipv4Address other) {
      var ping = List.of("ping", "-q", "-c1", "-w3", "-Mdo", "-s8972", other.toString());
      return Program.run(sandbox.inside(ping), "").exitCode() == 0;
    }

    void end() {
      runtime.cri().stopSandbox(sandbox.id());
      runtime.cri().removeSandbox(sandbox.id());
    }
  }

  RunningPod run(String node, String pod, String... command) {
    return run(node, on(node).pod(pod), command);
  }

  /// @param command what its container runs; it sleeps if there is none
  RunningPod run(String node, PodSpec pod, String... command) {
    var runtime = on(node);
    var sandbox = runtime.cri().runSandbox(pod);
    var main = command.length == 0 ? List.of("sleep", "1000000") : List.of(command);
    var container = runtime.cri().startContainer(sandbox, pod, main);
    return new RunningPod(runtime, runtime.cri().sandbox(sandbox), container);
  }

  /// The addresses that a node's daemon has leased, as its journal has them.
  Set<String> leased(String node) {
    var leased = new LinkedHashSet<String>();
    for (var line : lines(node(node).directories().run().resolve("journal"))) {
      GRANTED.matcher(line).results().forEach(found -> leased.add(found.group(1)));
      RESTING.matcher(line).results().forEach(found -> leased.remove(found.group(1)));
    }
    return leased;
  }

  /// Neither the daemon, nor the kernel, nor containerd has anything left of pods.
  void assertNothingLeft() throws IOException {
    for (var node : world.nodes()) {
      assertThat(leased(node.name())).as("leases").isEmpty();
      // Links go a moment after the DEL.
      Awaitility.await().until(() -> node.podLinks() == 0);
      assertThat(KernelState.of(node.namespace()).since(stateBefore(node)))
          .filteredOn(line -> !OF_INTERFACES.matcher(line).find())
          .isEmpty();
      assertThat(on(node.name()).leftovers()).isEmpty();
      assertThat(Files.readString(node.directories().log())).doesNotContain("ERROR", "broke off");
    }
  }

  /// The rules of a node that lead its port to a pod.
  static List<String> portRules(Node node, int port) {
    return Program.check(node.namespace().inside(List.of("iptables-save", "-t", "nat")), "")
        .lines()
        .filter(line -> line.contains("--dport " + port))
        .toList();
  }

  @Override
  public void close() {
    try (world) {
      runtimes.values().forEach(Containerd::close);
    }
  }

  private KernelState stateBefore(Node node) {
    return Optional.ofNullable(before.get(node.name())).orElseThrow();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
