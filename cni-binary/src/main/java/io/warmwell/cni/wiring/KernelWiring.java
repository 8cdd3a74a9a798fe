package io.warmwell.cni.wiring;

import io.warmwell.cni.Alias;
import io.warmwell.cni.Difference;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.node.LinkDrift;
import io.warmwell.cni.node.NodeInspection;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.node.Repair;
import io.warmwell.inet.IpAddress;
import io.warmwell.netlink.Conntrack;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.sys.Descriptor;
import io.warmwell.netlink.sys.NetlinkSocket;
import io.warmwell.netlink.sys.Outcome;
import io.warmwell.netlink.sys.SystemCallException;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Dump;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkChange;
import io.warmwell.netlink.wire.LinkDelete;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.LinkQuery;
import io.warmwell.netlink.wire.Request;
import io.warmwell.netlink.wire.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Wires pods by rtnetlink, in the network namespace whose thread [opened][#open] it, with
/// CAP_NET_ADMIN alone: what happens in the pod goes through the socket that the shim passed over.
///
/// Thread-safe: up to eight calls are with the kernel at once, others wait for their turn; calls
/// about the same host interface follow each other. A call blocks for milliseconds and must come
/// from a platform thread. An ADD is three round trips: the pair, the pod's end, the host's end.
public final class KernelWiring implements Wiring, AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(5);
  // One left-over to replace, and one that another call has doomed meanwhile.
  private static final int ATTEMPTS_MAX = 3;

  private final HostSockets sockets;
  private final Reaper reaper;
  private final StaleFlows flows;
  private final NodeInspection node;
  private final NameLocks locks = new NameLocks(ANSWER_WITHIN);

  /// What ADDs have set, by number of the host's device, which the kernel does not use again soon.
  private final Map<Integer, KnownPod> known = new ConcurrentHashMap<>();

  private final PodMender mender;

  private KernelWiring(HostSockets sockets, Reaper reaper, StaleFlows flows, NodeInspection node) {
    this.sockets = sockets;
    this.reaper = reaper;
    this.flows = flows;
    this.node = node;
    this.mender = new PodMender(sockets, locks, known);
  }

  /// Opens it in this thread's network namespace.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static KernelWiring open() {
    return new KernelWiring(
        HostSockets.open(ANSWER_WITHIN),
        Reaper.start(Netlink.open(ANSWER_WITHIN)),
        StaleFlows.start(Conntrack.open(ANSWER_WITHIN)),
        NodeInspection.open());
  }

  /// Likewise; what it throws says which request the kernel refused.
  ///
  /// A link of that name which carries this alias is repaired, if its other end is in this
  /// namespace and nobody else's address is on it. Any other is replaced: the name stands for a pod
  /// name, a pod name has one live sandbox, and the runtime asks for this one, so that the link
  /// belongs to a dead one whose DEL is late or lost.
  ///
  /// @throws SystemCallException if the kernel refuses or does not answer; for an address that is
  ///   routed to another pod the errno is EEXIST
  /// @throws IllegalStateException if a left-over of this name does not go away in time
  @Override
  public Wired add(PodLink link, PodNamespace namespace) {
    flows.settle(link.addresses());
    return locks.with(
        link.hostInterface(),
        () -> {
          var borrowed = Descriptor.borrow(namespace.netlink());
          try (var pod = NetlinkSocket.adopt(borrowed, ANSWER_WITHIN)) {
            return sockets.with(host -> wire(link, namespace, host, pod));
          }
        });
  }

  /// Likewise; an interface without an alias is removed too, since an ADD that died has left it.
  ///
  /// @throws SystemCallException if the kernel refuses or does not answer
  @Override
  public void remove(PodLink link) {
    locks.with(
        link.hostInterface(),
        () -> {
          sockets.with(
              host -> {
                find(link, host)
                    .filter(found -> found.alias().isEmpty() || isOwn(found, link))
                    .ifPresent(
                        found -> doom(found, PodRequests.unroute(link, found.device()), host));
                return link;
              });
          return link;
        });
    released(link.addresses());
  }

  @Override
  public void released(List<IpAddress> addresses) {
    flows.released(addresses);
  }

  /// Likewise.
  ///
  /// @throws SystemCallException if the kernel refuses or does not answer
  @Override
  public List<HostInterface> hostInterfaces() {
    return sockets.with(socket -> new Netlink(socket).veths()).stream()
        .filter(veth -> veth.group() != NodeLayout.DOOMED_GROUP)
        .flatMap(
            veth ->
                Alias.parse(veth.alias()).stream()
                    .map(alias -> new HostInterface(veth.device().name(), alias)))
        .toList();
  }

  /// Likewise.
  ///
  /// @throws SystemCallException if the kernel refuses or does not answer
  @Override
  public void remove(HostInterface hostInterface) {
    var name = hostInterface.name();
    var alias = hostInterface.alias().toString();
    locks.with(
        name,
        () ->
            sockets.with(
                host -> {
                  told(host, query(name))
                      .filter(found -> found.alias().equals(alias))
                      .ifPresent(found -> doom(found, List.of(), host));
                  return name;
                }));
  }

  /// Likewise.
  ///
  /// @throws SystemCallException if the kernel refuses or does not answer
  @Override
  public Inspection inspect(PodLink link, PodNamespace namespace) {
    return locks.with(
        link.hostInterface(),
        () -> {
          var borrowed = Descriptor.borrow(namespace.netlink());
          try (var pod = new Netlink(NetlinkSocket.adopt(borrowed, ANSWER_WITHIN))) {
            return sockets.with(socket -> inspect(link, new Netlink(socket), pod));
          }
        });
  }

  /// Likewise.
  ///
  /// @throws SystemCallException if the kernel refuses or does not answer
  @Override
  public List<Difference> inspectNode() {
    return sockets.with(socket -> node.differences(new Netlink(socket)));
  }

  /// Compares what the kernel has of all pods' ends on the host with what is leased, and repairs
  /// it. From one thread at a time.
  ///
  /// @param allowed which repairs are wanted now
  /// @throws SystemCallException if the kernel does not answer
  /// @throws IllegalStateException if it is not told what is leased
  public PodLook mend(LeaseBook leases, Predicate<Repair> allowed) {
    return mender.mend(leases, allowed);
  }

  /// Whether a pod's end on the host is as an ADD leaves it, as far as can be told without knowing
  /// its lease. Asks nobody.
  public boolean isAsMade(Link link) {
    var wired = Optional.ofNullable(known.get(link.device().index()));
    return Alias.parse(link.alias()).isPresent()
        && LinkDrift.of(link)
            .mtu(wired.map(KnownPod::mtu).orElse(0))
            .settings(NodeLayout.POD_LINK_SETTINGS)
            .withoutLinkLocal()
            .up()
            .repair()
            .isEmpty();
  }

  /// Deletes links that are still to be deleted, and stops.
  @Override
  public void close() {
    reaper.close();
    flows.close();
    sockets.close();
    node.close();
  }

  private Inspection inspect(PodLink link, Netlink host, Netlink pod) {
    var facts = PodFacts.of(link, host, pod);
    var families = link.addresses().stream().map(IpAddress::family).toList();
    return PodComparison.of(link, facts, node.differences(host, link.deviceIndex(), families));
  }

  private Wired wire(PodLink link, PodNamespace namespace, NetlinkSocket host, NetlinkSocket pod) {
    for (var attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      var created =
          host.attempt(List.of(PodRequests.veth(link, namespace), query(link.hostInterface())));
      var present = created.told().stream().map(Link.class::cast).findFirst();
      if (created.refusals().isEmpty() && present.isPresent()) {
        known.put(present.get().device().index(), KnownPod.of(link));
        return configure(link, present.get(), host, pod);
      }
      if (present.isEmpty() || !isTaken(created)) {
        created.orThrow();
      }
      if (present.isPresent()) {
        if (isRepairable(link, present.get(), pod)) {
          known.put(present.get().device().index(), KnownPod.of(link));
          return repair(link, present.get(), host, pod);
        }
        replace(link, present.get(), host);
      }
    }
    throw new IllegalStateException(
        "link=" + link.hostInterface() + " came back each of " + ATTEMPTS_MAX + " times");
  }

  private static Wired configure(
      PodLink link, Link created, NetlinkSocket host, NetlinkSocket pod) {
    try {
      execute(PodRequests.inPod(link, PodRequests.peer(link, created), created.mac()), pod);
      var podMac = PodRequests.podMac(link.address());
      execute(PodRequests.onHost(link, created.device(), podMac), host);
      return new Wired(created.mac(), podMac);
    } catch (SystemCallException e) {
      undo(created, host, e);
      throw e;
    }
  }

  private static void undo(Link created, NetlinkSocket host, SystemCallException cause) {
    try {
      // The other end, its address and all routes go with it.
      host.attempt(List.of(new LinkDelete(created.device())))
          .orThrowUnless(refusal -> refusal.errno().equals(Errno.ENODEV));
    } catch (SystemCallException e) {
      cause.addSuppressed(e);
    }
  }

  private static Wired repair(PodLink link, Link present, NetlinkSocket host, NetlinkSocket pod) {
    var peer = PodRequests.peer(link, present);
    var podMac = end(peer.index(), pod).orElseThrow().mac();
    var hostMac = PodRequests.hostMac(link.address());
    if (!present.mac().equals(hostMac)) {
      execute(List.of(new LinkChange(present.device(), new LinkProperty.Mac(hostMac))), host);
    }
    execute(PodRequests.inPod(link, peer, hostMac), pod);
    // The route may be there, but it must lead here.
    host.attempt(PodRequests.onHost(link, present.device(), podMac))
        .orThrowUnless(
            refusal ->
                PodRequests.isWithoutIpv6(refusal)
                    || (refusal.errno().equals(Errno.EEXIST) && isRouted(link, present, host)));
    return new Wired(hostMac, podMac);
  }

  private void replace(PodLink link, Link present, NetlinkSocket host) {
    if (present.group() != NodeLayout.DOOMED_GROUP) {
      host.attempt(List.of(PodRequests.doom(present.device())))
          .orThrowUnless(refusal -> refusal.errno().equals(Errno.ENODEV));
    }
    reaper.doom(link.hostInterface());
    try {
      if (!reaper.awaitGone(link.hostInterface(), GONE_WITHIN)) {
        throw new IllegalStateException(
            "left-over link=" + link.hostInterface() + " not gone within " + GONE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a left-over link goes away", e);
    }
  }

  /// @param first what is done before; the kernel takes other routes to a link that goes down
  private void doom(Link found, List<Request> first, NetlinkSocket host) {
    var requests = new ArrayList<>(first);
    requests.add(PodRequests.doom(found.device()));
    host.attempt(requests)
        .orThrowUnless(
            refusal -> refusal.errno().equals(Errno.ESRCH) || refusal.errno().equals(Errno.ENODEV));
    reaper.doom(found.device().name());
  }

  private static boolean isRepairable(PodLink link, Link present, NetlinkSocket pod) {
    if (!isOwn(present, link) || present.group() == NodeLayout.DOOMED_GROUP) {
      return false;
    }
    var peer = end(present.peer(), pod);
    return peer.isPresent()
        && peer.get().device().name().equals(link.podInterface())
        && peer.get().peer() == present.device().index()
        && pod.dump(new Dump.Addresses(peer.get().device())).stream()
            .allMatch(
                address ->
                    address instanceof InterfaceAddress(_, var assigned, _)
                        && link.addresses().contains(assigned));
  }

  private static boolean isOwn(Link found, PodLink link) {
    return found.alias().equals(link.alias());
  }

  private static boolean isTaken(Outcome created) {
    return created.refusals().stream().allMatch(refusal -> refusal.errno().equals(Errno.EEXIST));
  }

  private static boolean isRouted(PodLink link, Link present, NetlinkSocket host) {
    return link.addresses().stream()
        .allMatch(
            address ->
                host.dump(new Dump.Routes(address.family(), NodeLayout.POD_TABLE)).stream()
                    .anyMatch(entity -> leads(entity, address, present)));
  }

  private static boolean leads(Entity entity, IpAddress address, Link present) {
    return entity instanceof Route(_, var destination, Route.Target.OnLink(var device))
        && destination.equals(address.toPrefix())
        && device.index() == present.device().index();
  }

  /// Also under another name, if somebody has renamed it: its route must go before its address.
  private static Optional<Link> find(PodLink link, NetlinkSocket host) {
    return told(host, query(link.hostInterface()))
        .or(
            () ->
                new Netlink(host).veths().stream().filter(found -> isOwn(found, link)).findFirst());
  }

  private static Optional<Link> end(int index, NetlinkSocket pod) {
    return index == 0 ? Optional.empty() : told(pod, new LinkQuery(new Device(index, "")));
  }

  private static Optional<Link> told(NetlinkSocket socket, LinkQuery query) {
    return socket
        .attempt(List.of(query))
        .orThrowUnless(refusal -> refusal.errno().equals(Errno.ENODEV))
        .told()
        .stream()
        .map(Link.class::cast)
        .findFirst();
  }

  private static LinkQuery query(String name) {
    return new LinkQuery(Device.named(name));
  }

  private static void execute(List<Request> requests, NetlinkSocket socket) {
    socket.attempt(requests).orThrowUnless(PodRequests::isWithoutIpv6);
  }
}
