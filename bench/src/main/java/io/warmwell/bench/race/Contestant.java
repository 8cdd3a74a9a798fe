package io.warmwell.bench.race;

import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.fabric.Program;
import io.warmwell.simulator.world.CniCall;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A program that is started as a container runtime starts a CNI plugin.
///
/// @param name in tables
/// @param host the namespace it is started in
/// @param program the executable
/// @param environment what differs from what every contestant gets
/// @param configuration what it reads from its standard input
record Contestant(
    String name,
    NetworkNamespace host,
    Path program,
    Map<String, String> environment,
    String configuration) {

  static final String WARMWELL = "Warmwell";
  static final String PTP = "ptp + host-local";
  static final String SPAWN = "/bin/true";

  /// Where [Race#PEER_PACKAGE] puts its executables.
  private static final Path PLUGINS = Path.of("/usr/lib/cni");

  Contestant {
    environment = Map.copyOf(environment);
  }

  /// The shim, and the daemon that runs on the node.
  static Contestant warmwell(Node node) {
    return new Contestant(
        WARMWELL,
        node.namespace(),
        node.directories().shim(),
        Map.of(),
        Kubelet.NETWORK_CONFIGURATION);
  }

  /// The reference plugins that do the same for a pod: a veth pair, an address, routes.
  ///
  /// @param leases where host-local keeps its files
  /// @throws IllegalStateException if they are not installed
  static Contestant ptp(NetworkNamespace host, Path leases) {
    var program = PLUGINS.resolve("ptp");
    if (!program.toFile().canExecute()) {
      throw new IllegalStateException(
          "no " + program + " to race against; apt-get install " + Race.PEER_PACKAGE);
    }
    var configuration =
        """
        {"cniVersion": "1.0.0", "name": "bench", "type": "ptp", "mtu": 9001,
         "ipam": {"type": "host-local", "dataDir": "%s",
                  "ranges": [[{"subnet": "10.89.0.0/16"}]], "routes": [{"dst": "0.0.0.0/0"}]}}
        """
            .formatted(leases);
    return new Contestant(
        PTP, host, program, Map.of("CNI_PATH", PLUGINS.toString()), configuration);
  }

  /// A program that does nothing: what starting one costs here.
  static Contestant spawn(NetworkNamespace host) {
    return new Contestant(SPAWN, host, Path.of("/bin/true"), Map.of(), "");
  }

  /// Executes it once, from the start of the process to its end.
  ///
  /// @throws IllegalStateException if it fails, with its own words
  Duration call(String verb, Kubelet kubelet, Kubelet.Sandbox sandbox) {
    var command = host.inside(List.of(program.toString()));
    var variables = new LinkedHashMap<>(kubelet.environment(verb, sandbox));
    variables.putAll(environment);
    var started = System.nanoTime();
    var ended = Program.run(command, variables, configuration);
    var took = Duration.ofNanos(System.nanoTime() - started);
    if (CniCall.of(took, ended.exitCode(), ended.output(), ended.errors())
        instanceof CniCall.Failed failed) {
      throw new IllegalStateException(
          "%s of %s: code %d: %s %s"
              .formatted(verb, name, failed.code(), failed.message(), failed.details()));
    }
    return took;
  }
}
