package io.warmwell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.e2e.Worlds;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.ShimBinary;
import io.warmwell.simulator.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Callers that Debian does not have, which call CHECK, STATUS and GC: `make runtimes` builds them
/// from Go modules, and runs this.
class RuntimesTrial {
  private static final Path BUILT = Path.of(System.getProperty("runtimes.bin", "missing"));
  private static final List<String> PLUGINS = List.of("loopback", "portmap", "bandwidth", "tuning");
  private static final String CHAIN =
      Containerd.WITH_PORTS_AND_BANDWIDTH
          + ",{\"type\":\"tuning\",\"sysctl\":{\"net.ipv4.conf.eth0.arp_filter\":\"1\"}}";
  private static final Map<String, String> ONE_POD =
      Map.of("WARMWELL_MAX_PODS", "1", "IP_COOLDOWN_PERIOD", "0");

  @TempDir Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"0.4.0", "1.0.0", "1.1.0"})
  void cnitoolAddsChecksCollectsAndDeletes(String version) throws Exception {
    try (var world = open(ONE_POD)) {
      var node = world.node("node-a");
      link(node);
      Files.writeString(node.directories().conflist(), list(version));
      // Before the mounts part: it is one.
      var sandbox = node.kubelet().sandbox("web");
      try (var machine =
          MountNamespace.over(List.of(Path.of("/var/lib/cni")), node.directories().base())) {
        var tool = new Tool(node, machine, sandbox);

        var added = tool.call("cnitool", "add");
        assertThat(added.exitCode()).as(added.toString()).isZero();
        assertThat(added.output()).contains("\"cniVersion\": \"" + version + "\"");
        assertThat(tool.call("cnitool", "check").errors()).isEmpty();
        sandbox.namespace().ip(List.of("neigh delete 169.254.1.1 dev eth0"));
        assertThat(tool.call("cnitool", "check").errors()).contains("not as it was added");

        var hasStatus = version.equals("1.1.0");
        var full = tool.call("cnitool", "status");
        if (hasStatus) {
          assertThat(full.errors()).contains("max-pods=1 reached");
        }
        // It deletes what it remembers, and then sends a GC without a list.
        var collected = tool.call("cnitool", "gc");
        if (hasStatus) {
          assertThat(collected.errors()).contains("cni.dev/valid-attachments");
        }
        Awaitility.await().until(() -> node.podLinks() == 0);
        assertThat(tool.call("cnitool", "del").errors()).isEmpty();
        assertThat(tool.call("cnitool", "del").errors()).isEmpty();
        assertThat(tool.call("cnitool", "status").errors()).isEmpty();
        assertThat(machine.files()).isEmpty();
      }
    }
  }

  @Test
  void aRuntimeThatKnowsWhoIsAliveCollectsTheOthers() throws Exception {
    try (var world = open(Map.of())) {
      var node = world.node("node-a");
      link(node);
      Files.writeString(node.directories().conflist(), list("1.1.0"));
      try (var machine =
          MountNamespace.over(List.of(Path.of("/var/lib/cni")), node.directories().base())) {
        var pods = node.kubelet().runAll(List.of("a", "b", "c"), 1, _ -> {});
        var tool = new Tool(node, machine, node.kubelet().sandbox("gc"));

        var collected = tool.run(List.of("gc", "warmwell", pods.get(1).container() + "/eth0"));

        assertThat(collected.exitCode()).as(collected.errors()).isZero();
        Awaitility.await().until(() -> node.podLinks() == 1);
        assertThat(node.namespace().ipJson("route show table 20000"))
            .contains(pods.get(1).address().toString())
            .doesNotContain(pods.get(0).address().toString());
      }
    }
  }

  @Test
  void aNewerContainerdAsksForTheStatusAndRunsPodsBy110() throws Exception {
    var image = BusyboxImage.archive(directory.resolve("image"));
    try (var world = open(ONE_POD)) {
      var node = world.node("node-a");
      var calls = traced(node);
      var release = new Containerd.Release(BUILT, BUILT);
      try (var runtime =
          Containerd.start(node, release, new Containerd.Network("1.1.0", CHAIN), image)) {
        var pod = runtime.pod("web").withHostPort(8080, 80);
        var sandbox = runtime.cri().runSandbox(pod);
        var container = runtime.cri().startContainer(sandbox, pod, List.of("sleep", "1000000"));
        var address = runtime.cri().sandbox(sandbox).address();
        assertThat(runtime.cri().exec(container, "ip", "addr").output())
            .contains("inet " + address + "/32");
        assertThat(runtime.cri().isNetworkReady()).as("with max-pods reached").isFalse();

        runtime.cri().stopSandbox(sandbox);
        runtime.cri().stopSandbox(sandbox);
        runtime.cri().removeSandbox(sandbox);
        assertThat(runtime.cri().isNetworkReady()).isTrue();
        assertThat(Files.readAllLines(calls)).contains("ADD", "DEL", "STATUS");
        Awaitility.await().until(() -> node.podLinks() == 0);
        assertThat(runtime.leftovers()).isEmpty();
      }
    }
  }

  private World open(Map<String, String> settings) throws InterruptedException {
    var name = "run" + ProcessHandle.current().pid();
    var world = World.open(Worlds.plan(name, directory, settings), ShimBinary.locate());
    world.startDaemons();
    return world;
  }

  private static String list(String version) {
    return new Containerd.Network(version, CHAIN).toJson();
  }

  private static void link(Node node) throws IOException {
    for (var plugin : PLUGINS) {
      Files.createSymbolicLink(node.directories().cniBin().resolve(plugin), BUILT.resolve(plugin));
    }
  }

  /// Has every call of the plugin written down.
  private static Path traced(Node node) throws IOException {
    var shim = node.directories().shim();
    var real = shim.resolveSibling("warmwell-itself");
    var calls = node.directories().base().resolve("calls");
    Files.move(shim, real);
    Files.writeString(
        shim, "#!/bin/sh\necho \"$CNI_COMMAND\" >>'%s'\nexec '%s'\n".formatted(calls, real));
    Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
    return calls;
  }

  /// A program of the CNI project on a node.
  private record Tool(Node node, MountNamespace machine, Kubelet.Sandbox sandbox) {

    Program.Ended call(String program, String verb) {
      return run(List.of(program, verb, "warmwell", sandbox.namespace().path().toString()));
    }

    Program.Ended run(List<String> words) {
      var command = new ArrayList<>(words);
      command.set(0, BUILT.resolve(words.getFirst()).toString());
      var environment = new HashMap<String, String>();
      environment.put("PATH", System.getenv("PATH"));
      environment.put("CNI_PATH", node.directories().cniBin().toString());
      environment.put("NETCONFPATH", node.directories().cniConf().toString());
      environment.put(
          "CAP_ARGS",
          "{\"portMappings\":[{\"hostPort\":8080,\"containerPort\":80,\"protocol\":\"tcp\"}],"
              + "\"bandwidth\":{\"ingressRate\":1000000,\"ingressBurst\":1000000}}");
      environment.put("WARMWELL_SOCKET", node.directories().socket().toString());
      environment.put("WARMWELL_SPOOL", node.directories().spool().toString());
      return Program.run(machine.inside(node.namespace().inside(command)), environment, "");
    }
  }
}
