package io.warmwell.simulator.fabric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.VpcListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A VPC out of network namespaces: one for the router and hypervisor, one for each node, one for
/// the internet.
///
/// EC2's calls come one at a time ([VpcListener]); every other method may be called from any
/// thread.
///
/// An ENI is a veth pair between the node and the router. A block's route in the router, through
/// the interface that owns it, is at once the delivery path, the record of ownership and, looked up
/// in reverse, the check of senders: AWS drops whatever leaves by an interface that does not own
/// its source, and so does this. Namespaces are named `ww-WORLD-vpc`, `ww-WORLD-inet`,
/// `ww-WORLD-NODE`.
public final class Fabric implements VpcListener, AutoCloseable {
  /// MTU of an ENI and of the router, in bytes. Source: EC2 User Guide, "Network MTU".
  public static final int MTU = 9001;

  /// The VPC's IPv6 CIDR, which that of every subnet lies in.
  public static final Ipv6Prefix IPV6_VPC = Ipv6Prefix.parse("2001:db8:57::/56");

  /// Where every node's IPv6 packets go. Made of [#ROUTER_MAC] as RFC 4291, appendix A, tells.
  public static final Ipv6Address IPV6_GATEWAY = Ipv6Address.parse("fe80::ff:fe00:1");

  /// Address in the internet that answers pings.
  public static final Ipv4Address INTERNET_HOST = Ipv4Address.parse("198.51.100.10");

  private static final Logger LOG = LoggerFactory.getLogger(Fabric.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Every ENI sees the same router.
  private static final MacAddress ROUTER_MAC = MacAddress.parse("02:00:00:00:00:01");

  private final String world;
  private final Map<SubnetId, SubnetCidrs> subnets;
  private final NetworkNamespace router;
  private final Map<String, NetworkNamespace> nodesByInstance = new ConcurrentHashMap<>();
  private final Map<EniId, Port> ports = new ConcurrentHashMap<>();
  private final Map<Ipv4Prefix, EniId> owners = new ConcurrentHashMap<>();
  private int portsMade;

  private Fabric(String world, Map<SubnetId, SubnetCidrs> subnets, NetworkNamespace router) {
    this.world = world;
    this.subnets = Map.copyOf(subnets);
    this.router = router;
  }

  /// The router's end of an ENI.
  private record Port(String link, Interface eni, int deviceIndex) {}

  /// Builds the router, with these addresses of the hypervisor's own (metadata, EC2) on it.
  ///
  /// @param world lower-case letters and digits; worlds of different names do not meet
  /// @param vpc the VPC's IPv4 CIDR
  /// @param subnets every subnet an interface may come from
  /// @param services link-local addresses that every node reaches through its gateway
  /// @throws IllegalStateException if a world of this name is up already
  public static Fabric open(
      String world,
      Ipv4Prefix vpc,
      Map<SubnetId, SubnetCidrs> subnets,
      List<Ipv4Address> services) {
    requireName(world);
    var present = NetworkNamespace.startingWith(prefix(world));
    if (!present.isEmpty()) {
      throw new IllegalStateException(
          "namespaces of world " + world + " are there already: " + names(present));
    }
    try {
      var router = NetworkNamespace.create(prefix(world) + "vpc");
      var internet = NetworkNamespace.create(prefix(world) + "inet");
      Router.configure(router, internet, vpc, services);
      return new Fabric(world, subnets, router);
    } catch (ProgramException e) {
      sweep(world);
      throw e;
    }
  }

  /// Removes all namespaces of a world and ends the processes inside, also those that an earlier
  /// process left behind. Nothing there is success.
  public static void sweep(String world) {
    requireName(world);
    for (var namespace : NetworkNamespace.startingWith(prefix(world))) {
      namespace.processes().forEach(ProcessHandle::destroyForcibly);
      namespace.delete();
    }
  }

  /// Refuses what cannot be the name of a world; it becomes part of names and paths.
  ///
  /// @throws IllegalArgumentException saying what can
  public static void requireName(String world) {
    if (!world.matches("[a-z][a-z0-9]{0,15}")) {
      throw new IllegalArgumentException(
          "a world's name is 1 to 16 lower-case letters and digits, a letter first: '"
              + world
              + "'");
    }
  }

  /// The prefix of the names of a world's namespaces.
  public static String prefix(String world) {
    return "ww-" + world + "-";
  }

  /// Creates a node's namespace; interfaces attached to the instance appear inside.
  public NetworkNamespace addNode(String node, String instanceId) {
    var namespace = NetworkNamespace.create(prefix(world) + node);
    // What the machine image of a Kubernetes node sets, before any CNI runs.
    // Nobody else has its link-local addresses, so that it need not wait a second to find out.
    namespace.sysctl(
        List.of(
            "net.ipv4.ip_forward=1",
            "net.ipv6.conf.all.forwarding=1",
            "net.ipv6.conf.default.accept_dad=0"));
    nodesByInstance.put(instanceId, namespace);
    return namespace;
  }

  /// The router's and hypervisor's namespace.
  public NetworkNamespace router() {
    return router;
  }

  /// The gateway of a subnet: its first address. Source: VPC User Guide, "Subnet CIDR blocks".
  public Ipv4Address gateway(SubnetId subnet) {
    return cidr(subnet).base().plus(1);
  }

  /// The IPv4 CIDR of a subnet.
  public Ipv4Prefix cidr(SubnetId subnet) {
    return cidrs(subnet).ipv4();
  }

  /// The IPv6 address of a node, from its subnet and the primary address of its primary interface.
  public Ipv6Address ipv6Address(SubnetId subnet, Ipv4Address primary) {
    return cidrs(subnet).ipv6().embedding(primary);
  }

  @Override
  public void attached(String instanceId, Interface attached, int deviceIndex) {
    var node = node(instanceId);
    var port = new Port("eni-" + ++portsMade, attached, deviceIndex);
    var commands = new ArrayList<>(plug(port, node));
    for (var address : attached.addresses()) {
      commands.add(own(port, address.toPrefix()));
      owners.put(address.toPrefix(), attached.id());
    }
    for (var block : attached.prefixes()) {
      commands.add(own(port, block));
      owners.put(block, attached.id());
    }
    attached.ipv6Prefixes().forEach(prefix -> commands.add(own(port, prefix)));
    router.ip(commands);
    if (deviceIndex == 0) {
      router.nft("add element inet vpc eip { " + attached.primary() + " }\n");
    }
    ports.put(attached.id(), port);
    LOG.debug("link appears eni={} node={} link=eth{}", attached.id(), node.name(), deviceIndex);
  }

  @Override
  public void detached(String instanceId, EniId eni) {
    var port = port(eni);
    router.ip(List.of("link delete " + port.link()));
    if (port.deviceIndex() == 0) {
      router.nft("delete element inet vpc eip { " + port.eni().primary() + " }\n");
    }
    owners.values().removeIf(eni::equals);
    ports.remove(eni);
    LOG.debug("link gone eni={} instance={}", eni, instanceId);
  }

  @Override
  public void assigned(EniId eni, Ipv4Prefix block) {
    router.ip(List.of(own(port(eni), block)));
    owners.put(block, eni);
  }

  /// EC2 may move a block before it says that the former owner has lost it; the new route stays.
  @Override
  public void unassigned(EniId eni, Ipv4Prefix block) {
    if (owners.remove(block, eni)) {
      router.ip(List.of("route delete " + block + " dev " + port(eni).link()));
    }
  }

  @Override
  public void assigned(EniId eni, Ipv6Prefix prefix) {
    router.ip(List.of(own(port(eni), prefix)));
  }

  @Override
  public void unassigned(EniId eni, Ipv6Prefix prefix) {
    router.ip(List.of("route delete " + prefix + " dev " + port(eni).link()));
  }

  /// Packets counted since the start.
  public Map<Counter, Long> counters() {
    return counters(world);
  }

  /// Packets counted by the fabric of a world that is up, perhaps in another process.
  public static Map<Counter, Long> counters(String world) {
    var listed = new NetworkNamespace(prefix(world) + "vpc").nftJson("counters");
    try {
      var packets = new EnumMap<Counter, Long>(Counter.class);
      for (var entry : JSON.readTree(listed).path("nftables")) {
        var counter = entry.path("counter");
        Arrays.stream(Counter.values())
            .filter(known -> known.nftName().equals(counter.path("name").asText()))
            .forEach(known -> packets.put(known, counter.path("packets").asLong()));
      }
      return packets;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("nft -j list counters wrote no JSON: " + listed, e);
    }
  }

  /// Removes every namespace of this world, the pods' too.
  @Override
  public void close() {
    sweep(world);
  }

  /// The peer appears down, as on EC2. The neighbour entries are permanent since a VPC knows where
  /// its interfaces are and never asks them by ARP; without a proxy delay of zero the kernel would
  /// answer theirs after up to 0.8 s.
  private List<String> plug(Port port, NetworkNamespace node) {
    var eni = port.eni();
    var link = port.link();
    var linkLocal = linkLocal(eni.mac());
    return List.of(
        "link add %s address %s mtu %d type veth peer name eth%d address %s mtu %d netns %s"
            .formatted(link, ROUTER_MAC, MTU, port.deviceIndex(), eni.mac(), MTU, node.name()),
        "link set " + link + " alias " + eni.id() + " up",
        "ntable change name arp_cache dev " + link + " proxy_delay 0",
        "address add " + gateway(eni.subnet()) + "/32 dev " + link,
        "neighbour replace %s lladdr %s dev %s nud permanent"
            .formatted(eni.primary(), eni.mac(), link),
        "route replace " + eni.primary() + "/32 dev " + link,
        "neighbour replace %s lladdr %s dev %s nud permanent".formatted(linkLocal, eni.mac(), link),
        "route replace %s/128 via %s dev %s"
            .formatted(ipv6Address(eni.subnet(), eni.primary()), linkLocal, link));
  }

  private static String own(Port port, Ipv6Prefix prefix) {
    return "route replace %s via %s dev %s"
        .formatted(prefix, linkLocal(port.eni().mac()), port.link());
  }

  /// The address that the kernel makes of a MAC (RFC 4291, appendix A).
  private static Ipv6Address linkLocal(MacAddress mac) {
    var bits = mac.bits() ^ 0x0200_0000_0000L;
    var low = (bits >>> 24 << 40) | 0xff_fe00_0000L | (bits & 0xff_ffffL);
    return new Ipv6Address(0xfe80L << 48, low);
  }

  private SubnetCidrs cidrs(SubnetId subnet) {
    var cidrs = subnets.get(subnet);
    if (cidrs == null) {
      throw new IllegalArgumentException(
          "subnet " + subnet + " is not of world " + world + ": " + subnets.keySet());
    }
    return cidrs;
  }

  private static String own(Port port, Ipv4Prefix block) {
    return "route replace %s via %s dev %s onlink"
        .formatted(block, port.eni().primary(), port.link());
  }

  private NetworkNamespace node(String instanceId) {
    var node = nodesByInstance.get(instanceId);
    if (node == null) {
      throw new IllegalArgumentException(
          "instance " + instanceId + " is not of world " + world + ": " + nodesByInstance.keySet());
    }
    return node;
  }

  private Port port(EniId eni) {
    var port = ports.get(eni);
    if (port == null) {
      throw new IllegalStateException("interface " + eni + " is not attached in world " + world);
    }
    return port;
  }

  private static String names(List<NetworkNamespace> namespaces) {
    return namespaces.stream().map(NetworkNamespace::name).collect(Collectors.joining(", "));
  }
}
