package io.warmwell.runtime;

import io.grpc.StatusRuntimeException;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A containerd of a node's own: in the node's network namespace, so that plugins take it for the
/// host's, and in a mount namespace, so that what it leaves in the machine's directories is left
/// below the node's.
///
/// One caller at a time, but for [#cri], whose calls may run at once.
final class Containerd implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Containerd.class);

  /// Warmwell by itself.
  static final String ALONE = "{\"type\":\"warmwell\"}";

  /// The plugins that come after it on most nodes.
  static final String WITH_PORTS_AND_BANDWIDTH =
      ALONE
          + ",{\"type\":\"portmap\",\"capabilities\":{\"portMappings\":true}}"
          + ",{\"type\":\"bandwidth\",\"capabilities\":{\"bandwidth\":true}}";

  private static final List<String> PLUGINS = List.of("loopback", "portmap", "bandwidth", "tuning");
  private static final Duration START_MAX = Duration.ofSeconds(20);
  private static final Duration END_MAX = Duration.ofSeconds(10);

  /// Where containerd and libcni write, whatever they are configured with.
  private static final List<Path> OF_THE_MACHINE =
      List.of(Path.of("/run/containerd"), Path.of("/var/lib/cni"));

  /// Where programs come from.
  ///
  /// @param programs directory of containerd and its shim
  /// @param plugins directory of the reference plugins
  record Release(Path programs, Path plugins) {
    static final Release DEBIAN = new Release(Path.of("/usr/bin"), Path.of("/usr/lib/cni"));
  }

  /// What pods are connected to.
  ///
  /// @param plugins in their order, as they stand in a network configuration
  record Network(String cniVersion, String plugins) {

    /// The text of a network configuration.
    String toJson() {
      return "{\"cniVersion\":\"%s\",\"name\":\"warmwell\",\"plugins\":[%s]}"
          .formatted(cniVersion, plugins);
    }
  }

  private final Node node;
  private final Release release;
  private final Path base;
  private final MountNamespace mounts;
  private final Cgroup cgroup;
  private Optional<Process> process = Optional.empty();
  private Optional<Cri> cri = Optional.empty();

  private Containerd(Node node, Release release, Path base, MountNamespace mounts, Cgroup cgroup) {
    this.node = node;
    this.release = release;
    this.base = base;
    this.mounts = mounts;
    this.cgroup = cgroup;
  }

  /// Starts one on a node, with the image in it.
  ///
  /// @param image an archive of [BusyboxImage]
  static Containerd start(Node node, Release release, Network network, Path image)
      throws IOException {
    var base = Files.createDirectories(node.directories().base().resolve("containerd"));
    for (var plugin : PLUGINS) {
      Files.createSymbolicLink(
          node.directories().cniBin().resolve(plugin), release.plugins().resolve(plugin));
    }
    var cgroup = new Cgroup(node.namespace().name());
    var mounts = MountNamespace.over(OF_THE_MACHINE, base);
    var started = new Containerd(node, release, base, mounts, cgroup);
    Files.writeString(node.directories().conflist(), network.toJson());
    Files.writeString(base.resolve("config.toml"), started.configuration());
    started.start();
    Program.check(
        List.of(
            "ctr",
            "-a",
            started.socket().toString(),
            "-n",
            "k8s.io",
            "images",
            "import",
            image.toString()),
        "");
    return started;
  }

  /// Starts it again, after [#kill] or [#stop].
  void start() throws IOException {
    Files.deleteIfExists(socket());
    var builder =
        new ProcessBuilder(
            mounts.inside(
                node.namespace()
                    .inside(
                        List.of(
                            release.programs().resolve("containerd").toString(),
                            "-c",
                            base.resolve("config.toml").toString()))));
    var path = release.programs() + ":" + System.getenv("PATH");
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", path,
                "WARMWELL_SOCKET", node.directories().socket().toString(),
                "WARMWELL_SPOOL", node.directories().spool().toString()));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    process = Optional.of(builder.start());
    Awaitility.await().atMost(START_MAX).until(() -> Files.exists(socket()));
    var connected = Cri.at(socket());
    cri = Optional.of(connected);
    Awaitility.await().atMost(START_MAX).until(connected::isNetworkReady);
  }

  /// Ends it as `kill -9` does; what it runs goes on.
  void kill() throws InterruptedException {
    end(Process::destroyForcibly);
  }

  /// Asks it to end; what it runs goes on.
  void stop() throws InterruptedException {
    end(
        running -> {
          running.destroy();
          return running;
        });
  }

  Cri cri() {
    return cri.orElseThrow();
  }

  Node node() {
    return node;
  }

  /// What it was told and what it wrote.
  Path log() {
    return base.resolve("log");
  }

  /// A pod of this node.
  PodSpec pod(String name) {
    return new PodSpec(name, "/" + cgroup.name(), Map.of(), Map.of());
  }

  /// What is there although no sandbox is: processes, mounts, files outside its own directories,
  /// cgroups.
  List<String> leftovers() throws IOException {
    var found = new ArrayList<String>();
    var own = process.map(Process::pid).orElse(0L);
    mounts.processes().stream()
        .filter(running -> running.pid() != own)
        .forEach(running -> found.add("process " + running.info()));
    mounts.mountPoints().stream()
        .filter(point -> point.startsWith(base.toString()))
        .forEach(point -> found.add("mount " + point));
    mounts.files().forEach(file -> found.add("file " + file));
    cgroup.children().forEach(child -> found.add("cgroup " + child));
    return found;
  }

  /// Removes every sandbox, ends it, and removes what is left.
  @Override
  public void close() {
    try {
      if (process.filter(Process::isAlive).isPresent()) {
        removeSandboxes();
      }
      stop();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      mounts.close();
      cgroup.delete();
    }
  }

  private void removeSandboxes() {
    try {
      for (var sandbox : cri().sandboxes()) {
        cri().stopSandbox(sandbox);
        cri().removeSandbox(sandbox);
      }
    } catch (StatusRuntimeException e) {
      LOG.warn("a sandbox stays node={}", node.name(), e);
    }
  }

  private interface Ending {
    Process end(Process running);
  }

  private void end(Ending ending) throws InterruptedException {
    cri.ifPresent(Cri::close);
    cri = Optional.empty();
    if (process.isPresent()) {
      var ended = ending.end(process.get());
      if (!ended.waitFor(END_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        ended.destroyForcibly().waitFor();
      }
    }
    process = Optional.empty();
  }

  private Path socket() {
    return base.resolve("c.sock");
  }

  /// restrict_oom_score_adj: without CAP_SYS_RESOURCE runc may not lower the score and fails.
  private String configuration() {
    return """
        version = 2
        root = "%1$s/root"
        state = "%1$s/state"
        oom_score = 0
        [grpc]
        address = "%1$s/c.sock"
        [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "%2$s"
        disable_tcp_service = true
        restrict_oom_score_adj = true
        disable_apparmor = true
        netns_mounts_under_state_dir = true
        [plugins."io.containerd.grpc.v1.cri".containerd]
        snapshotter = "overlayfs"
        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"
        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
        [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "%3$s"
        conf_dir = "%4$s"
        max_conf_num = 1
        """
        .formatted(
            base, BusyboxImage.NAME, node.directories().cniBin(), node.directories().cniConf());
  }

  /// A directory below which containers are counted.
  private record Cgroup(String name) {

    List<Path> children() throws IOException {
      var children = new ArrayList<Path>();
      for (var directory : directories()) {
        try (var below = Files.list(directory)) {
          below.filter(Files::isDirectory).forEach(children::add);
        }
      }
      return children;
    }

    void delete() {
      try {
        for (var directory : directories()) {
          Files.delete(directory);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// One for each hierarchy (cgroups(7), version 1), or one.
    private List<Path> directories() throws IOException {
      var root = Path.of("/sys/fs/cgroup");
      try (var hierarchies = Files.list(root)) {
        var candidates = new ArrayList<>(hierarchies.map(path -> path.resolve(name)).toList());
        candidates.add(root.resolve(name));
        return candidates.stream()
            .filter(path -> Files.isDirectory(path) && !Files.isSymbolicLink(path.getParent()))
            .toList();
      }
    }
  }
}
