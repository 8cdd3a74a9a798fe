package io.warmwell.simulator.world;

import com.sun.net.httpserver.HttpServer;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.netlink.sys.Namespaces;
import io.warmwell.simulator.ec2.Ec2HttpServer;
import io.warmwell.simulator.ec2.ImdsServer;
import io.warmwell.simulator.ec2.RolePolicy;
import io.warmwell.simulator.ec2.ServerSockets;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.fabric.Fabric;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where EC2 and the metadata service listen: on the hypervisor for the nodes, and on 127.0.0.1 for
/// whoever looks from outside. Owned by the world's thread until it is shared; [#close] may come
/// from any.
public final class Endpoints implements AutoCloseable {
  /// The metadata service. Source: EC2 User Guide, "Instance metadata".
  private static final Ipv4Address METADATA = Ipv4Address.parse("169.254.169.254");

  /// EC2, as if by an interface endpoint of the VPC; any link-local address would do.
  private static final Ipv4Address EC2 = Ipv4Address.parse("169.254.169.200");

  private static final int HTTP_PORT = 80;

  /// The hypervisor's addresses that nodes reach through their gateway.
  public static final List<Ipv4Address> ADDRESSES = List.of(METADATA, EC2);

  /// EC2's endpoint as nodes see it.
  public static final String EC2_IN_VPC = "http://" + EC2;

  /// The metadata service as nodes see it; the AWS SDK's default.
  public static final String METADATA_IN_VPC = "http://" + METADATA;

  private final SimulatedEc2 ec2;
  private final Ec2HttpServer api;
  private final List<ImdsServer> metadata = new ArrayList<>();
  private final Map<String, InetSocketAddress> metadataByNode = new LinkedHashMap<>();

  private Endpoints(SimulatedEc2 ec2, Ec2HttpServer api) {
    this.ec2 = ec2;
    this.api = api;
  }

  /// Opens EC2 and the metadata service for the nodes; which node asks is told from its address.
  ///
  /// @param ec2Port on 127.0.0.1, 0 for any free one
  /// @throws UncheckedIOException if the port is taken
  static Endpoints open(SimulatedEc2 ec2, Fabric fabric, int ec2Port) {
    var endpoints = new Endpoints(ec2, new Ec2HttpServer(ec2, local(ec2Port)));
    endpoints.api.alsoListen(ec2Socket(fabric));
    var service =
        new ImdsServer(ec2, address -> ec2.instanceAt(Ipv4Address.of(address.getAddress())));
    service.alsoListen(metadataSocket(fabric));
    endpoints.metadata.add(service);
    return endpoints;
  }

  /// A socket at which nodes find EC2, [#EC2_IN_VPC]; nothing answers there yet.
  public static HttpServer ec2Socket(Fabric fabric) {
    return inside(fabric, EC2);
  }

  /// Likewise the metadata service, [#METADATA_IN_VPC].
  public static HttpServer metadataSocket(Fabric fabric) {
    return inside(fabric, METADATA);
  }

  /// Opens a node's metadata on a port of 127.0.0.1, where no address tells who asks.
  void openMetadataOf(String node, String instanceId) {
    var service = new ImdsServer(ec2, _ -> Optional.of(instanceId));
    service.alsoListen(ServerSockets.open(local(0)));
    metadata.add(service);
    metadataByNode.put(node, service.address());
  }

  /// EC2's endpoint as seen from the machine's own network.
  public String ec2() {
    return url(api.address());
  }

  /// What the role of the nodes may do.
  public RolePolicy policy() {
    return api.policy();
  }

  /// From now on every EC2 call takes this much longer.
  public void delayEc2(Duration each) {
    api.delay(each);
  }

  /// A node's metadata endpoint as seen from the machine's own network.
  public String metadata(String node) {
    var address = metadataByNode.get(node);
    if (address == null) {
      throw new IllegalArgumentException("no node " + node + "; " + metadataByNode.keySet());
    }
    return url(address);
  }

  @Override
  public void close() {
    metadata.forEach(ImdsServer::close);
    api.close();
  }

  private static HttpServer inside(Fabric fabric, Ipv4Address address) {
    return Namespaces.<HttpServer, UncheckedIOException>run(
        fabric.router().path(), () -> ServerSockets.open(socket(address, HTTP_PORT)));
  }

  private static InetSocketAddress socket(Ipv4Address address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress local(int port) {
    return socket(Ipv4Address.parse("127.0.0.1"), port);
  }

  private static String url(InetSocketAddress address) {
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
