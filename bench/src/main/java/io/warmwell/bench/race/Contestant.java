package io.warmwell.bench.race;

import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A program that is started as a container runtime starts a CNI plugin.
///
/// @param name in tables
/// @param kubelet whose environment it gets
/// @param host the namespace it is started in
/// @param program the executable
/// @param environment what differs from what every contestant gets
/// @param configuration what it reads from its standard input
/// @param daemon the process that works for it, if there is one
/// @param linksPerPod what a pod has in the host's namespace
record Contestant(
    String name,
    Kubelet kubelet,
    NetworkNamespace host,
    Path program,
    Map<String, String> environment,
    String configuration,
    OptionalLong daemon,
    int linksPerPod) {

  static final String WARMWELL = "Warmwell";
  static final String WARMWELL_BOTH = "Warmwell, IPv4 + IPv6";
  static final String PTP = "ptp + host-local";
  static final String BRIDGE = "bridge + host-local";
  static final String SPAWN = "a program that does nothing";

  /// Where [Race#PEER_PACKAGE] puts its executables.
  private static final Path PLUGINS = Path.of("/usr/lib/cni");

  Contestant {
    environment = Map.copyOf(environment);
  }

  /// The shim, and the daemon that runs on the node.
  static Contestant warmwell(String name, Node node) {
    return new Contestant(
        name,
        node.kubelet(),
        node.namespace(),
        node.directories().shim(),
        Map.of(),
        Kubelet.NETWORK_CONFIGURATION,
        OptionalLong.of(node.daemon().pid().orElseThrow()),
        1);
  }

  /// The reference plugins that do the same for a pod: a veth pair, an address, routes.
  ///
  /// @param leases where host-local keeps its files
  /// @throws IllegalStateException if they are not installed
  static Contestant ptp(Kubelet kubelet, NetworkNamespace host, Path leases) {
    return reference(PTP, kubelet, host, "\"type\": \"ptp\"", leases.resolve("ptp"));
  }

  /// The reference plugins with the bridge that most clusters of one node use.
  ///
  /// @param leases where host-local keeps its files
  /// @throws IllegalStateException if they are not installed
  static Contestant bridge(Kubelet kubelet, NetworkNamespace host, Path leases) {
    var type = "\"type\": \"bridge\", \"bridge\": \"cni0\", \"isGateway\": true";
    return reference(BRIDGE, kubelet, host, type, leases.resolve("bridge"));
  }

  private static Contestant reference(
      String name, Kubelet kubelet, NetworkNamespace host, String type, Path leases) {
    var program = PLUGINS.resolve(name.split(" ", 2)[0]);
    if (!program.toFile().canExecute()) {
      throw new IllegalStateException(
          "no " + program + " to race against; apt-get install " + Race.PEER_PACKAGE);
    }
    var configuration =
        """
        {"cniVersion": "1.0.0", "name": "bench", %s, "mtu": 9001,
         "ipam": {"type": "host-local", "dataDir": "%s",
                  "ranges": [[{"subnet": "10.89.0.0/16"}]], "routes": [{"dst": "0.0.0.0/0"}]}}
        """
            .formatted(type, leases);
    var path = Map.of("CNI_PATH", PLUGINS.toString());
    return new Contestant(
        name, kubelet, host, program, path, configuration, OptionalLong.empty(), 1);
  }

  /// What starting a process costs here.
  static Contestant spawn(Node node, Path program) {
    return new Contestant(
        SPAWN, node.kubelet(), node.namespace(), program, Map.of(), "", OptionalLong.empty(), 0);
  }

  /// Its calls for these sandboxes.
  ///
  /// @param links how many links of the host's namespace go away
  Launcher.Job job(String verb, List<Kubelet.Sandbox> sandboxes, int callers, int links) {
    var environments =
        sandboxes.stream()
            .<Map<String, String>>map(
                sandbox -> {
                  var variables = new LinkedHashMap<>(kubelet.environment(verb, sandbox));
                  variables.putAll(environment);
                  return variables;
                })
            .toList();
    return new Launcher.Job(host, program, configuration, environments, callers, links, daemon);
  }
}
