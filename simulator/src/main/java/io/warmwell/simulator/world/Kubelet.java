package io.warmwell.simulator.world;

import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A node's kubelet and container runtime, as far as a CNI plugin sees them.
///
/// Thread-safe. It makes the pod's namespace, executes the plugin with the runtime's environment
/// and the network configuration on standard input, and behaves after a failure as containerd does:
/// DEL at once, and a new sandbox for the next try.
public final class Kubelet {
  /// The network configuration that the runtime hands to the plugin.
  public static final String NETWORK_CONFIGURATION =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"warmwell\",\"type\":\"warmwell\"}";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration ADD_MAX = Duration.ofMinutes(2);

  private final String node;
  private final NetworkNamespace host;
  private final NodeDirectories directories;
  private final String podPrefix;
  private final Map<String, Pod> pods = new ConcurrentHashMap<>();
  private final Collection<Duration> addsTook = new ConcurrentLinkedQueue<>();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicInteger sandboxes = new AtomicInteger();

  Kubelet(String node, NetworkNamespace host, NodeDirectories directories) {
    this.node = node;
    this.host = host;
    this.directories = directories;
    this.podPrefix = host.name() + "-";
  }

  /// Runs one pod: tries ADD again while the plugin asks for it, at most two minutes.
  ///
  /// @throws PodException if the plugin refuses, with its code and words
  public Pod run(String name) throws InterruptedException {
    return run(sandbox(name));
  }

  /// Runs pods, so many of them at a time, and tells of each when it has its address. All sandboxes
  /// are made first, so that making one does not slow down another's ADD, which is timed.
  ///
  /// @throws PodException if one is refused; the others have been tried as well
  public List<Pod> runAll(List<String> names, int parallel, Consumer<Pod> ran)
      throws InterruptedException {
    var made = Parallel.each(names, parallel, this::sandbox);
    return Parallel.each(
        made,
        parallel,
        sandbox -> {
          var pod = run(sandbox);
          ran.accept(pod);
          return pod;
        });
  }

  /// Ends one pod: DEL, then its namespace goes.
  ///
  /// @throws PodException if the plugin refuses
  public void end(Pod pod) {
    var sandbox = new Sandbox(pod.name(), pod.container(), pod.namespace());
    if (delete(sandbox) instanceof CniCall.Failed failed) {
      throw new PodException("DEL", node + "/" + pod.name(), failed);
    }
    pods.remove(pod.name());
    pod.namespace().delete();
  }

  /// Ends all pods, so many at a time.
  public void endAll(int parallel, Consumer<Pod> ended) throws InterruptedException {
    Parallel.each(
        pods(),
        parallel,
        pod -> {
          end(pod);
          ended.accept(pod);
          return pod;
        });
  }

  /// The pods that have an address, by name.
  public List<Pod> pods() {
    return pods.values().stream().sorted(Comparator.comparing(Pod::name)).toList();
  }

  /// The pod of a name, if it runs.
  public Optional<Pod> pod(String name) {
    return Optional.ofNullable(pods.get(name));
  }

  /// How long each ADD that succeeded took, from the start of the executable to its end.
  public List<Duration> addsTook() {
    return List.copyOf(addsTook);
  }

  /// How many ADDs the plugin asked to try again.
  public int retries() {
    return retries.get();
  }

  /// A pod's sandbox before it has an address.
  ///
  /// @param name the pod's
  public record Sandbox(String name, String container, NetworkNamespace namespace) {}

  /// Makes a sandbox: a container id and a network namespace.
  public Sandbox sandbox(String name) {
    var number = sandboxes.incrementAndGet();
    var container = podPrefix + name + "-" + number;
    return new Sandbox(name, container, NetworkNamespace.create(podPrefix + name + "-" + number));
  }

  /// Executes the plugin once with ADD.
  public CniCall add(Sandbox sandbox) {
    return call("ADD", sandbox);
  }

  /// Executes the plugin once with DEL.
  public CniCall delete(Sandbox sandbox) {
    return call("DEL", sandbox);
  }

  /// The environment of a call, as containerd sets it.
  public Map<String, String> environment(String verb, Sandbox sandbox) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("CNI_COMMAND", verb);
    environment.put("CNI_CONTAINERID", sandbox.container());
    environment.put("CNI_NETNS", sandbox.namespace().path().toString());
    environment.put("CNI_IFNAME", "eth0");
    environment.put("CNI_PATH", directories.cniBin().toString());
    environment.put(
        "CNI_ARGS",
        "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=%s;K8S_POD_INFRA_CONTAINER_ID=%s"
            .formatted(sandbox.name(), sandbox.container()));
    environment.put("WARMWELL_SOCKET", directories.socket().toString());
    environment.put("WARMWELL_SPOOL", directories.spool().toString());
    return environment;
  }

  private Pod run(Sandbox first) throws InterruptedException {
    var name = first.name();
    var sandbox = first;
    var deadline = System.nanoTime() + ADD_MAX.toNanos();
    while (true) {
      switch (add(sandbox)) {
        case CniCall.Succeeded added -> {
          var pod = pod(sandbox, added);
          pods.put(name, pod);
          addsTook.add(added.took());
          return pod;
        }
        case CniCall.Failed failed -> {
          discard(sandbox);
          if (!failed.again() || System.nanoTime() > deadline) {
            throw new PodException("ADD", node + "/" + name, failed);
          }
          retries.incrementAndGet();
          Thread.sleep(RETRY_AFTER);
          sandbox = sandbox(name);
        }
      }
    }
  }

  private static Pod pod(Sandbox sandbox, CniCall.Succeeded added) {
    return new Pod(
        sandbox.name(), sandbox.container(), sandbox.namespace(), added.address(), added.ipv6());
  }

  private CniCall call(String verb, Sandbox sandbox) {
    var command = host.inside(List.of(directories.shim().toString()));
    var started = System.nanoTime();
    var ended = Program.run(command, environment(verb, sandbox), NETWORK_CONFIGURATION);
    var took = Duration.ofNanos(System.nanoTime() - started);
    return CniCall.of(took, ended.exitCode(), ended.output(), ended.errors());
  }

  private void discard(Sandbox sandbox) {
    if (delete(sandbox) instanceof CniCall.Failed failed) {
      throw new PodException("DEL", node + "/" + sandbox.name(), failed);
    }
    sandbox.namespace().delete();
  }
}
