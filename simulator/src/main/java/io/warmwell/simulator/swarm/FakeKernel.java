package io.warmwell.simulator.swarm;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import io.warmwell.simulator.ec2.VpcListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// A node's kernel: links that EC2 attaches, and routes to pods that carry their identity. It
/// outlives every daemon, and forgets everything but the links at a boot.
final class FakeKernel implements VpcListener {
  private static final Duration LINK_WAIT_MAX = Duration.ofSeconds(30);
  private static final Duration LINK_WAIT_STEP = Duration.ofMillis(500);

  private final Stage stage;
  private final String instance;
  private final BiConsumer<EniId, Boolean> watch;
  private final Map<Ipv4Address, Route> routes = new TreeMap<>();
  private final Map<Integer, EniId> links = new HashMap<>();
  private final Map<Integer, EniId> routed = new HashMap<>();
  private final Set<EniId> lost = new HashSet<>();

  private final Set<Ipv4Address> unasked = new TreeSet<>();

  private record Route(Attachment attachment, int deviceIndex) {}

  /// @param watch told when the link of a routed interface goes, and when it comes back
  FakeKernel(Stage stage, String instance, BiConsumer<EniId, Boolean> watch) {
    this.stage = stage;
    this.instance = instance;
    this.watch = watch;
  }

  /// Routes an address to a pod.
  ///
  /// @return who has the address already, if it is somebody else
  Optional<AttachmentKey> wire(Attachment attachment, Ipv4Address address, int deviceIndex) {
    var there = routes.get(address);
    if (there != null && !there.attachment().key().equals(attachment.key())) {
      return Optional.of(there.attachment().key());
    }
    routes.put(address, new Route(attachment, deviceIndex));
    unasked.add(address);
    return Optional.empty();
  }

  /// The machine boots: pods, their routes and those of interfaces are gone.
  void boot() {
    routes.clear();
    routed.clear();
    lost.clear();
    unasked.clear();
  }

  /// Whether a route tells of a lease.
  boolean isWired(Lease lease) {
    return isWired(lease.attachment().key(), lease.address());
  }

  /// Whether an address is routed to an attachment.
  boolean isWired(AttachmentKey key, Ipv4Address address) {
    return Optional.ofNullable(routes.get(address))
        .filter(route -> route.attachment().key().equals(key))
        .isPresent();
  }

  void unwire(AttachmentKey key) {
    routes.values().removeIf(route -> route.attachment().key().equals(key));
  }

  /// Whether pods' traffic that is led by a device goes out by an interface.
  boolean isRouted(EniId eni, int deviceIndex) {
    return eni.equals(links.get(deviceIndex)) && eni.equals(routed.get(deviceIndex));
  }

  /// Addresses in some blocks that were given to pods since the kernel was last asked about them.
  List<Ipv4Address> unasked(List<Ipv4Prefix> blocks) {
    return unasked.stream().filter(address -> isIn(blocks, address)).toList();
  }

  /// A person took these from the node: asking does not help their pods any more.
  void robbed(List<Ipv4Prefix> blocks) {
    unasked.removeIf(address -> isIn(blocks, address));
  }

  /// What a new daemon finds wired.
  List<Lease> leases(Map<Integer, EniId> enis) {
    return routes.entrySet().stream()
        .map(
            entry ->
                lease(
                    entry.getKey(),
                    entry.getValue(),
                    enis.getOrDefault(entry.getValue().deviceIndex(), new EniId("eni-unknown"))))
        .toList();
  }

  @Override
  public void attached(String instanceId, Interface attached, int deviceIndex) {
    if (instanceId.equals(instance)) {
      links.put(deviceIndex, attached.id());
      if (lost.remove(attached.id())) {
        watch.accept(attached.id(), true);
      }
    }
  }

  @Override
  public void detached(String instanceId, EniId eni) {
    if (instanceId.equals(instance)) {
      links.values().removeIf(eni::equals);
      if (routed.values().removeIf(eni::equals)) {
        lost.add(eni);
        watch.accept(eni, false);
      }
    }
  }

  @Override
  public void assigned(EniId eni, Ipv4Prefix block) {}

  @Override
  public void unassigned(EniId eni, Ipv4Prefix block) {}

  /// The kernel as a daemon uses it.
  HostNetwork port() {
    return new Port();
  }

  private Lease lease(Ipv4Address address, Route route, EniId eni) {
    var attachment = route.attachment();
    return new Lease(
        new Attachment(attachment.key(), new PodName("", ""), attachment.hostInterface()),
        address,
        eni,
        route.deviceIndex(),
        stage.timeline().instant());
  }

  private static boolean isIn(List<Ipv4Prefix> blocks, Ipv4Address address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }

  private final class Port implements HostNetwork {
    @Override
    public void addInterface(Interface eni, int deviceIndex) {
      if (stage.chance(stage.faults().links())) {
        throw new HostNetworkException("route interface eni=" + eni.id() + ": no such link");
      }
      var deadline = stage.timeline().instant().plus(LINK_WAIT_MAX);
      while (!eni.id().equals(links.get(deviceIndex))) {
        if (stage.timeline().instant().isAfter(deadline)) {
          throw new HostNetworkException("route interface eni=" + eni.id() + ": no link");
        }
        stage.timeline().pause(LINK_WAIT_STEP);
      }
      routed.put(deviceIndex, eni.id());
    }

    @Override
    public void removeInterface(int deviceIndex) {
      routed.remove(deviceIndex);
    }

    @Override
    public void rewire(Lease lease) {
      routes.computeIfPresent(
          lease.address(),
          (_, route) ->
              isWired(lease) ? new Route(route.attachment(), lease.deviceIndex()) : route);
    }

    @Override
    public Use useOf(EniId eni, List<Ipv4Prefix> blocks) {
      unasked.removeIf(address -> isIn(blocks, address));
      var leases =
          routes.entrySet().stream()
              .filter(entry -> isIn(blocks, entry.getKey()))
              .map(entry -> lease(entry.getKey(), entry.getValue(), eni))
              .toList();
      return new Use(leases, List.of());
    }
  }
}
