package io.warmwell.cni.lab;

import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring.PodLink;
import io.warmwell.cni.node.Egress;
import io.warmwell.cni.node.NodeInterface;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.cni.wiring.KernelWiring;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.sys.Descriptor;
import io.warmwell.netlink.sys.Namespaces;
import io.warmwell.netlink.sys.NetlinkSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// One VPC, one node with two ENIs and one other host, as network namespaces.
///
/// Who owns an address is a route of the VPC to the ENI; a packet that comes from an ENI which its
/// source is not routed to is counted and dropped, as EC2 does it. The node has forwarding off, so
/// that whatever is forwarded is so by settings of single devices. The subnet is 10.0.0.0/24:
///
/// | address | is of |
/// |---|---|
/// | 10.0.0.10, .100 to .149 | the node's primary ENI, eth0 |
/// | 10.0.0.20, .150 to .199 | its secondary ENI, eth1, which is down and without address at first |
/// | 10.0.0.30 | the other host |
public final class Lab implements AutoCloseable {
  private static final String ETH0_MAC = "0a:00:00:00:00:10";
  public static final String ETH1_MAC = "0a:00:00:00:00:20";
  public static final String OTHER_HOST = "10.0.0.30";
  public static final NodeInterface PRIMARY = eni(0, ETH0_MAC, "10.0.0.10");
  public static final NodeInterface SECONDARY = eni(1, ETH1_MAC, "10.0.0.20");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String prefix =
      "ww" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
  private final List<String> namespaces = new ArrayList<>();
  private final List<Runnable> closings = new ArrayList<>();

  public Lab() {
    add("vpc");
    add("node");
    add("other");
    sysctl("vpc", "ip_forward=1", "conf.all.rp_filter=0", "conf.default.rp_filter=0");
    sysctl("vpc", "conf.default.proxy_arp=1", "conf.all.send_redirects=0");
    sysctl("node", "ip_forward=0", "conf.all.rp_filter=1", "conf.default.rp_filter=1");
    ip("vpc", "route add blackhole 10.0.0.0/16");
    nft(
        """
        table inet vpc {
          counter spoofed {}
          chain sources {
            type filter hook prerouting priority raw;
            iifname "eni*" fib saddr . iif oif missing counter name spoofed drop
          }
        }
        """);
    attach("node", "eth0", ETH0_MAC, "10.0.0.10");
    attach("node", "eth1", ETH1_MAC, "10.0.0.20");
    attach("other", "eth0", "0a:00:00:00:00:30", OTHER_HOST);
    own("node-eth0", "10.0.0.10", 100);
    own("node-eth1", "10.0.0.20", 150);
    boot("node", "10.0.0.10");
    boot("other", OTHER_HOST);
  }

  /// The path of the node's namespace.
  public Path node() {
    return path("node");
  }

  /// An ENI of the lab's subnet.
  public static NodeInterface eni(int deviceIndex, String mac, String primary) {
    return new NodeInterface(
        deviceIndex,
        MacAddress.parse(mac),
        Ipv4Address.parse(primary),
        Ipv4Prefix.parse("10.0.0.0/24"),
        9001);
  }

  /// The address 10.0.0.`last`.
  public static Ipv4Address address(int last) {
    return Ipv4Address.parse("10.0.0." + last);
  }

  /// What wires the pod `name` to 10.0.0.`last`: `eni-name` on the host, with the alias `pod-name`.
  public static PodLink link(String name, int last, int deviceIndex) {
    return new PodLink(
        "eni-" + name, "eth0", address(last), Optional.empty(), deviceIndex, 9001, "pod-" + name);
  }

  /// Sets up the node's routing, with these interfaces; closed with the lab.
  public NodeRouting routing(NodeInterface... interfaces) {
    var routing = Namespaces.run(node(), NodeRouting::open);
    closings.add(routing::close);
    routing.setUp(Egress.PLAIN, List.of());
    for (var one : interfaces) {
      routing.addInterface(one);
    }
    return routing;
  }

  /// The node's wiring; closed with the lab.
  public KernelWiring wiring() {
    var wiring = Namespaces.run(node(), KernelWiring::open);
    closings.add(wiring::close);
    return wiring;
  }

  /// A new pod namespace, with the descriptors that the shim would pass.
  public PodNamespace pod(String name) {
    add(name);
    var namespace = keep(Descriptor.open(path(name)));
    var netlink = keep(Namespaces.run(path(name), NetlinkSocket::descriptor));
    return new PodNamespace(netlink.number(), namespace.number());
  }

  /// Deletes a pod namespace, as a runtime does after DEL.
  public void deletePod(String name) {
    Shell.run("ip", "netns", "del", prefix + name);
    namespaces.remove(name);
  }

  /// What `ip COMMAND` prints inside a namespace.
  public String ip(String namespace, String command) {
    return Shell.run(("ip -n " + prefix + namespace + " " + command).split(" "));
  }

  /// What the node routes to pods, one route per line.
  public String podRoutes() {
    // A table that never had a route is an error to ip(8).
    var shown = Shell.attempt("", "ip", "-n", prefix + "node", "route", "show", "table", "20000");
    return shown.status() == 0 ? shown.output() : "";
  }

  /// What a command prints inside a namespace.
  public String in(String namespace, String... command) {
    var done = attempt(namespace, command);
    if (done.status() != 0) {
      throw new IllegalStateException(List.of(command) + ": " + done.output());
    }
    return done.output();
  }

  /// What becomes of a command inside a namespace.
  public Shell.Done attempt(String namespace, String... command) {
    var whole = new ArrayList<>(List.of("nsenter", "--net=" + path(namespace)));
    whole.addAll(List.of(command));
    return Shell.attempt("", whole.toArray(String[]::new));
  }

  /// Starts a class of the test class path on the node, with CAP_NET_ADMIN as its only capability.
  public Process startWithNetAdminOnly(Class<?> main, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--net=" + node(),
                "setpriv",
                "--bounding-set=-all,+net_admin",
                "--inh-caps=-all,+net_admin",
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    try {
      var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
      return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + main, e);
    }
  }

  /// Whether one of three pings, a second apart, is answered. They are full-sized and must not be
  /// fragmented.
  public boolean reaches(String namespace, String address) {
    // 9,000 bytes: IPv6 has a header of 40, IPv4 one of 20, ICMP one of 8.
    var payload = address.contains(":") ? "-s8952" : "-s8972";
    return attempt(namespace, "ping", "-c1", "-w3", "-Mdo", payload, address).status() == 0;
  }

  /// Lets the node forward IPv6, as its machine image or an init container does.
  public void forwardIpv6() {
    in("node", "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
  }

  /// Packets that the VPC has dropped because their source was not of the ENI.
  public long spoofed() {
    var listing = in("vpc", "nft", "list", "counter", "inet", "vpc", "spoofed");
    return Long.parseLong(listing.replaceAll("(?s).*packets (\\d+).*", "$1"));
  }

  @Override
  public void close() {
    closings.reversed().forEach(Runnable::run);
    namespaces.forEach(namespace -> Shell.attempt("", "ip", "netns", "del", prefix + namespace));
  }

  private void add(String namespace) {
    Shell.run("ip", "netns", "add", prefix + namespace);
    namespaces.add(namespace);
  }

  private Path path(String namespace) {
    return Path.of("/run/netns", prefix + namespace);
  }

  private Descriptor keep(Descriptor descriptor) {
    closings.add(descriptor::close);
    return descriptor;
  }

  private void attach(String host, String device, String mac, String primary) {
    var interfaceName = "eni" + host + device.substring(3);
    ip(
        "vpc",
        "link add %s mtu 9001 address 02:00:00:00:00:01 type veth peer %s netns %s mtu 9001 address %s"
            .formatted(interfaceName, device, prefix + host, mac));
    ip("vpc", "link set " + interfaceName + " up");
    sysctl("vpc", "neigh." + interfaceName + ".proxy_delay=0");
    ip("vpc", "addr add 10.0.0.1/32 dev " + interfaceName);
    ip("vpc", "neigh add " + primary + " lladdr " + mac + " dev " + interfaceName);
    ip("vpc", "route add " + primary + " dev " + interfaceName);
  }

  private void own(String hostAndDevice, String primary, int first) {
    var interfaceName = "eni" + hostAndDevice.replace("-eth", "");
    for (var last = first; last < first + 50; last++) {
      ip(
          "vpc",
          "route add 10.0.0." + last + " via " + primary + " dev " + interfaceName + " onlink");
    }
  }

  private void boot(String host, String primary) {
    ip(host, "link set lo up");
    ip(host, "link set eth0 up");
    ip(host, "addr add " + primary + "/24 dev eth0");
    ip(host, "route add default via 10.0.0.1 dev eth0");
  }

  private void sysctl(String namespace, String... settings) {
    for (var setting : settings) {
      in(namespace, "sysctl", "-qw", "net.ipv4." + setting);
    }
  }

  private void nft(String commands) {
    var done = Shell.attempt(commands, "ip", "netns", "exec", prefix + "vpc", "nft", "-f", "-");
    if (done.status() != 0) {
      throw new IllegalStateException(done.output());
    }
  }
}
