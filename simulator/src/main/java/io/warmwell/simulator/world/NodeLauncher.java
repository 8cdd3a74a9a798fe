package io.warmwell.simulator.world;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.fabric.Fabric;
import io.warmwell.simulator.fabric.NetworkNamespace;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Makes nodes of instances, whoever runs the instances: the namespace, the files, the daemon and
/// the kubelet.
///
/// @param directory where each node gets a directory of its own
/// @param fabric the network that instances have their interfaces in
/// @param shim the CNI executable, which every node gets a copy of
public record NodeLauncher(Path directory, Fabric fabric, Path shim) {

  /// Where an instance is.
  ///
  /// @param address the primary address of its primary interface
  public record Place(Ipv4Address address, SubnetId subnet) {}

  /// Makes a node; its daemon does not run yet.
  ///
  /// @param start has the instance's primary interface attached in the fabric
  public Node launch(WorldPlan.NodePlan node, String instanceId, Supplier<Place> start) {
    var directories = new NodeDirectories(directory.resolve(node.name()));
    directories.create(shim);
    var namespace = fabric.addNode(node.name(), instanceId);
    var place = start.get();
    configure(namespace, place);
    return new Node(
        node.name(),
        instanceId,
        node.instanceType(),
        place.address(),
        node.settings(),
        namespace,
        directories,
        new Daemon(namespace, directories, environment(node, directories), node.main()),
        new Kubelet(node.name(), namespace, directories));
  }

  /// What cloud-init and the DHCP client of a machine image do.
  private void configure(NetworkNamespace namespace, Place place) {
    var address = place.address();
    var subnet = place.subnet();
    namespace.ip(
        List.of(
            "link set eth0 up",
            "address add %s/%d dev eth0".formatted(address, fabric.cidr(subnet).length()),
            "route add default via " + fabric.gateway(subnet),
            "address add " + fabric.ipv6Address(subnet, address) + "/128 dev eth0 nodad",
            "route add default via " + Fabric.IPV6_GATEWAY + " dev eth0"));
  }

  private static Map<String, String> environment(
      WorldPlan.NodePlan node, NodeDirectories directories) {
    var environment = new LinkedHashMap<String, String>();
    environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin"));
    environment.put("HOME", directories.base().toString());
    environment.put("AWS_ENDPOINT_URL_EC2", Endpoints.EC2_IN_VPC);
    environment.put("WARMWELL_RUN_DIR", directories.run().toString());
    environment.put("WARMWELL_STATE_DIR", directories.state().toString());
    environment.putAll(node.settings());
    return environment;
  }
}
