package io.warmwell.cli.dev;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.warmwell.simulator.fabric.NetworkNamespace;
import io.warmwell.simulator.world.Endpoints;
import io.warmwell.simulator.world.Kubelet;
import io.warmwell.simulator.world.Node;
import io.warmwell.simulator.world.World;
import java.util.List;
import java.util.stream.Collectors;

/// What a person or a script must know of a running world, as JSON.
final class WorldDescription {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WorldDescription() {}

  /// The whole of it.
  ///
  /// @param control where the background process takes requests
  static ObjectNode of(World world, String control) {
    var described = JSON.createObjectNode();
    described.put("name", world.plan().name());
    described.put("pid", ProcessHandle.current().pid());
    described.put("control", control);
    described.put("vpc", world.plan().vpc().toString());
    var subnets = described.putArray("subnets");
    world
        .ec2()
        .configuration()
        .subnets()
        .forEach(
            subnet ->
                subnets
                    .addObject()
                    .put("id", subnet.id().value())
                    .put("cidr", subnet.cidr().toString()));
    var ec2 = described.putObject("ec2");
    ec2.put("endpoint", world.endpoints().ec2());
    ec2.put("endpointInVpc", Endpoints.EC2_IN_VPC);
    ec2.put("region", world.ec2().configuration().region());
    described.put("routerNamespace", world.fabric().router().name());
    var nodes = described.putArray("nodes");
    world.nodes().forEach(node -> nodes.add(node(node, world)));
    return described;
  }

  private static ObjectNode node(Node node, World world) {
    var directories = node.directories();
    var described = JSON.createObjectNode();
    described.put("name", node.name());
    described.put("instanceId", node.instanceId());
    described.put("instanceType", node.instanceType());
    described.put("address", node.address().toString());
    described.put("namespace", node.namespace().name());
    described.put("imdsEndpoint", world.endpoints().metadata(node.name()));
    described.put("imdsEndpointInVpc", Endpoints.METADATA_IN_VPC);
    described.put("cniBinDir", directories.cniBin().toString());
    described.put("cniConfDir", directories.cniConf().toString());
    described.put("cniBinary", directories.shim().toString());
    described.put("socket", directories.socket().toString());
    described.put("runDir", directories.run().toString());
    described.put("stateDir", directories.state().toString());
    described.put("spool", directories.spool().toString());
    described.put("log", directories.log().toString());
    node.daemon().pid().ifPresent(pid -> described.put("pid", pid));
    var settings = described.putObject("settings");
    node.settings().forEach(settings::put);
    described.put("add", command(node, "ADD"));
    described.put("del", command(node, "DEL"));
    return described;
  }

  /// A line for a shell: the pod's namespace is made before an ADD and goes after a DEL.
  private static String command(Node node, String verb) {
    var pod = node.namespace().name() + "-try";
    var sandbox = new Kubelet.Sandbox("try", "try-1", new NetworkNamespace(pod));
    var variables =
        node.kubelet().environment(verb, sandbox).entrySet().stream()
            .map(variable -> variable.getKey() + "='" + variable.getValue() + "'")
            .collect(Collectors.joining(" "));
    var call =
        "echo '%s' | env %s %s"
            .formatted(
                Kubelet.NETWORK_CONFIGURATION,
                variables,
                String.join(
                    " ", node.namespace().inside(List.of(node.directories().shim().toString()))));
    return verb.equals("ADD")
        ? "ip netns add " + pod + " && " + call
        : call + " && ip netns delete " + pod;
  }
}
