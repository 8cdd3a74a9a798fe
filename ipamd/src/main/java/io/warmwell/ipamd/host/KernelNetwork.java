package io.warmwell.ipamd.host;

import io.warmwell.cni.Alias;
import io.warmwell.cni.node.Egress;
import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.NodeInterface;
import io.warmwell.cni.node.NodeRouting;
import io.warmwell.cni.node.Repair;
import io.warmwell.cni.node.WiredPod;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Interface;
import io.warmwell.eni.Pause;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.netlink.NftablesException;
import io.warmwell.netlink.sys.SystemCallException;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The kernel's routing as effects and the start of the daemon use it.
///
/// Thread-safe: one lock lets one call at a time to the kernel; it is not held while a link is
/// awaited.
public final class KernelNetwork implements HostNetwork, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KernelNetwork.class);

  /// The link appears within a second of EC2's saying "attached".
  static final Duration LINK_WAIT_MAX = Duration.ofSeconds(30);

  static final Duration LINK_WAIT_STEP = Duration.ofMillis(50);

  /// Of a pod whose alias tells only the attachment.
  private static final PodName UNKNOWN_POD = new PodName("", "");

  private static final EniId UNKNOWN_ENI = new EniId("eni-unknown");

  private final NodeRouting routing;
  private final Ec2 ec2;
  private final int mtu;
  private final InstantSource clock;
  private final Pause pause;
  private final Map<SubnetId, Ipv4Prefix> subnets = new ConcurrentHashMap<>();

  /// Routed interfaces by device index. Changed together with the routing, so that whoever has the
  /// lock sees what shall be there.
  private final Map<Integer, Routed> routed = new ConcurrentHashMap<>();

  private record Routed(EniId eni, NodeInterface wanted) {}

  private KernelNetwork(NodeRouting routing, Ec2 ec2, int mtu, InstantSource clock, Pause pause) {
    this.routing = routing;
    this.ec2 = ec2;
    this.mtu = mtu;
    this.clock = clock;
    this.pause = pause;
  }

  /// What a node is set up with.
  ///
  /// @param mtu of ENIs, in bytes
  /// @param vpc the VPC's CIDRs
  public record Setup(int mtu, Egress egress, List<Ipv4Prefix> vpc) {
    public Setup {
      vpc = List.copyOf(vpc);
    }
  }

  /// Opens the kernel and sets up what all pods share.
  ///
  /// @throws HostNetworkException if the kernel refuses
  public static KernelNetwork open(Ec2 ec2, Setup setup, InstantSource clock, Pause pause) {
    return asked(
        "set up routing",
        () -> {
          var routing = NodeRouting.open();
          routing.setUp(setup.egress(), setup.vpc());
          return new KernelNetwork(routing, ec2, setup.mtu(), clock, pause);
        });
  }

  /// Takes over the CIDRs that the VPC has now.
  ///
  /// @throws HostNetworkException if the kernel refuses
  public void vpc(List<Ipv4Prefix> cidrs) {
    asked(
        "tell nftables the CIDRs of the VPC",
        () -> {
          synchronized (this) {
            routing.vpc(cidrs);
          }
          return cidrs;
        });
  }

  @Override
  public void addInterface(Interface eni, int deviceIndex) {
    var wanted =
        new NodeInterface(deviceIndex, eni.mac(), eni.primary(), subnet(eni.subnet()), mtu);
    var deadline = clock.instant().plus(LINK_WAIT_MAX);
    while (!isRouted(eni.id(), wanted)) {
      if (clock.instant().isAfter(deadline)) {
        throw new HostNetworkException(
            "route interface eni=%s device=%d mac=%s: no link with that MAC within %d s"
                .formatted(eni.id(), deviceIndex, eni.mac(), LINK_WAIT_MAX.toSeconds()));
      }
      rest(eni);
    }
  }

  @Override
  public void removeInterface(int deviceIndex) {
    asked(
        "unroute interface device=" + deviceIndex,
        () -> {
          synchronized (this) {
            routed.remove(deviceIndex);
            routing.removeInterface(deviceIndex);
          }
          return deviceIndex;
        });
  }

  @Override
  public Use useOf(EniId eni, List<Ipv4Prefix> blocks) {
    return asked(
        "look for routes to blocks of " + eni,
        () -> {
          synchronized (this) {
            var leases = leases(Map.of()).stream().filter(lease -> within(blocks, lease)).toList();
            var unidentified =
                routing.podDestinations().stream()
                    .filter(route -> blocks.stream().anyMatch(route::overlaps))
                    .filter(route -> leases.stream().noneMatch(lease -> leadsTo(route, lease)))
                    .toList();
            return new Use(leases, unidentified);
          }
        });
  }

  /// The leases that the kernel remembers: pods that are routed and carry their identity.
  ///
  /// @param enis the interfaces by device index
  public List<Lease> leases(Map<Integer, EniId> enis) {
    return asked(
        "list wired pods",
        () -> {
          synchronized (this) {
            var now = clock.instant();
            return routing.wiredPods().stream()
                .flatMap(pod -> leases(pod, enis.getOrDefault(pod.deviceIndex(), UNKNOWN_ENI), now))
                .toList();
          }
        });
  }

  /// The IPv6 addresses that are routed to pods.
  public List<Ipv6Address> podIpv6Addresses() {
    return asked(
        "list IPv6 routes to pods",
        () -> {
          synchronized (this) {
            return routing.podIpv6Addresses();
          }
        });
  }

  /// Routed interfaces whose link the kernel no longer has.
  Set<EniId> withoutLink() {
    var present =
        asked(
            "list links",
            () -> {
              synchronized (this) {
                return routing.linkAddresses();
              }
            });
    return routed.values().stream()
        .filter(one -> !present.contains(one.wanted().mac()))
        .map(Routed::eni)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Whether a routed interface has this MAC address.
  boolean isRouted(MacAddress mac) {
    return routed.values().stream().anyMatch(one -> one.wanted().mac().equals(mac));
  }

  /// Compares the node's own routing with what it shall be, and repairs it.
  ///
  /// @param leased device indexes of the interfaces that pods have addresses of
  /// @param allowed which repairs are wanted now
  /// @throws HostNetworkException if the kernel refuses
  Mended mend(Set<Integer> leased, Predicate<Repair> allowed) {
    return asked(
        "look for drift of the node's routing",
        () -> {
          synchronized (this) {
            var wanted = routed.values().stream().map(Routed::wanted).toList();
            return routing.mend(wanted, leased, allowed);
          }
        });
  }

  @Override
  public void rewire(Lease lease) {
    var attachment = lease.attachment();
    if (attachment.isAddressOnly()) {
      return;
    }
    var alias = new Alias(attachment.key()).toString();
    var outcome =
        asked(
            "repair " + attachment.hostInterface(),
            () -> {
              synchronized (this) {
                return routing.restore(
                    attachment.hostInterface(), alias, lease.address(), lease.deviceIndex());
              }
            });
    switch (outcome) {
      case WHOLE, REPAIRED -> {}
      case ABSENT -> log.info("lease without an interface; its pod is gone or new lease={}", lease);
      case CONTESTED ->
          log.error("another interface has this lease's address, look at both lease={}", lease);
    }
  }

  @Override
  public synchronized void close() {
    routing.close();
  }

  private boolean isRouted(EniId eni, NodeInterface wanted) {
    return asked(
        "route interface device=" + wanted.deviceIndex() + " mac=" + wanted.mac(),
        () -> {
          synchronized (this) {
            return switch (routing.addInterface(wanted)) {
              case NodeRouting.Presence.Routed _ -> {
                routed.put(wanted.deviceIndex(), new Routed(eni, wanted));
                yield true;
              }
              case NodeRouting.Presence.LinkAbsent _ -> false;
            };
          }
        });
  }

  private void rest(Interface eni) {
    try {
      pause.pause(LINK_WAIT_STEP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostNetworkException("route interface eni=" + eni.id() + ": interrupted", e);
    }
  }

  /// The CIDR of a subnet.
  public Ipv4Prefix subnet(SubnetId id) {
    return subnets.computeIfAbsent(id, key -> ec2.subnet(key).cidr());
  }

  private static Stream<Lease> leases(WiredPod pod, EniId eni, Instant now) {
    return Alias.parse(pod.alias()).stream()
        .flatMap(
            alias ->
                pod.addresses().stream()
                    .map(
                        address ->
                            new Lease(
                                new Attachment(alias.key(), UNKNOWN_POD, pod.hostInterface()),
                                address,
                                eni,
                                pod.deviceIndex(),
                                now)));
  }

  private static boolean within(List<Ipv4Prefix> blocks, Lease lease) {
    return blocks.stream().anyMatch(block -> block.contains(lease.address()));
  }

  private static boolean leadsTo(Ipv4Prefix route, Lease lease) {
    return route.equals(lease.address().toPrefix());
  }

  private static <T> T asked(String what, Supplier<T> call) {
    try {
      return call.get();
    } catch (SystemCallException | NftablesException e) {
      throw new HostNetworkException(what + ": " + e.getMessage(), e);
    }
  }
}
