package io.warmwell.netlink;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.IpFamily;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.sys.NetlinkException;
import io.warmwell.netlink.sys.NetlinkSocket;
import io.warmwell.netlink.sys.Outcome;
import io.warmwell.netlink.wire.AddressChange;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Dump;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.InterfaceAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkChange;
import io.warmwell.netlink.wire.LinkDelete;
import io.warmwell.netlink.wire.LinkGroupDelete;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.LinkQuery;
import io.warmwell.netlink.wire.Neighbour;
import io.warmwell.netlink.wire.NeighbourChange;
import io.warmwell.netlink.wire.Request;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.RouteChange;
import io.warmwell.netlink.wire.Rule;
import io.warmwell.netlink.wire.RuleChange;
import io.warmwell.netlink.wire.Verb;
import io.warmwell.netlink.wire.VethAdd;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The network of one namespace in the verbs of ip(8), one round trip each. To send several at
/// once, use a [NetlinkSocket] with the requests of `io.warmwell.netlink.wire`.
///
/// Confined to one thread at a time. Every method throws [NetlinkException] if the kernel refuses,
/// and [io.warmwell.netlink.sys.SystemCallException] if it does not answer in time.
public final class Netlink implements AutoCloseable {
  private final NetlinkSocket socket;

  /// @param socket decides the namespace; closed by [#close]
  public Netlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  /// Opens it in this thread's network namespace.
  ///
  /// @param timeout how long to wait for one answer
  public static Netlink open(Duration timeout) {
    return new Netlink(NetlinkSocket.open(timeout));
  }

  /// Every link. Same as: `ip link show`.
  public List<Link> links() {
    return dump(new Dump.Links(), Link.class);
  }

  /// Every veth device. Same as: `ip link show type veth`.
  public List<Link> veths() {
    // Kernels that do not know the filter tell everything.
    return dump(new Dump.Veths(), Link.class).stream().filter(Link::isVeth).toList();
  }

  /// One link, if it is there. Same as: `ip link show DEV`.
  public Optional<Link> link(String name) {
    try {
      return only(socket.execute(new LinkQuery(Device.named(name))), Link.class).stream()
          .findFirst();
    } catch (NetlinkException e) {
      if (e.errno().equals(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Creates a veth pair, its peer in another namespace. Same as: `ip link add … type veth peer …`.
  public void addVeth(VethAdd veth) {
    execute(veth);
  }

  /// Changes a link. Same as: `ip link set DEV …`.
  public void change(Device device, LinkProperty... properties) {
    execute(new LinkChange(device, properties));
  }

  /// Deletes a link, if it is there. Same as: `ip link del DEV`.
  public void deleteLink(Device device) {
    executeUnless(Errno.ENODEV, new LinkDelete(device));
  }

  /// Deletes the links of a group, if there are any. Same as: `ip link del group GROUP`.
  public void deleteLinks(int group) {
    executeUnless(Errno.ENODEV, new LinkGroupDelete(group));
  }

  /// The addresses of a device, of both families. Same as: `ip addr show dev DEV`.
  public List<InterfaceAddress> addresses(Device device) {
    return dump(new Dump.Addresses(device), InterfaceAddress.class).stream()
        .filter(address -> address.deviceIndex() == device.index())
        .toList();
  }

  /// The addresses of all devices, of both families. Same as: `ip addr show`.
  public List<InterfaceAddress> addresses() {
    return dump(new Dump.Addresses(Device.EVERY), InterfaceAddress.class);
  }

  /// Gives a device an address, if it has not got it. Same as: `ip addr replace ADDRESS/LENGTH dev
  /// DEV noprefixroute`.
  public void replaceAddress(Device device, IpAddress address, int prefixLength) {
    execute(new AddressChange(Verb.REPLACE, device, address, prefixLength));
  }

  /// Takes an address from a device, if it has it. Same as: `ip addr del ADDRESS/LENGTH dev DEV`.
  public void deleteAddress(Device device, IpAddress address, int prefixLength) {
    executeUnless(
        Errno.EADDRNOTAVAIL, new AddressChange(Verb.DELETE, device, address, prefixLength));
  }

  /// The IPv4 routes of a table. Same as: `ip route show table TABLE`.
  public List<Route> routes(int table) {
    return routes(IpFamily.IPV4, table);
  }

  /// The routes of a table, of one family. Same as: `ip route show table TABLE`.
  public List<Route> routes(IpFamily family, int table) {
    try {
      return dump(new Dump.Routes(family, table), Route.class).stream()
          // Where a family is off the kernel tells those of another.
          .filter(route -> route.table() == table && route.destination().family() == family)
          .toList();
    } catch (NetlinkException e) {
      // A table is there from its first route on.
      if (e.errno().equals(Errno.ENOENT)) {
        return List.of();
      }
      throw e;
    }
  }

  /// Makes a route what it shall be. Same as: `ip route replace …`.
  public void replaceRoute(Route route) {
    execute(new RouteChange(Verb.REPLACE, route));
  }

  /// Deletes a route, if it is there. Same as: `ip route del …`.
  public void deleteRoute(Route route) {
    executeUnless(Errno.ESRCH, new RouteChange(Verb.DELETE, route));
  }

  /// The IPv4 policy rules, first asked first. Same as: `ip rule show`.
  public List<Rule> rules() {
    return rules(IpFamily.IPV4);
  }

  /// The policy rules of a family, first asked first. Same as: `ip rule show`.
  public List<Rule> rules(IpFamily family) {
    return dump(new Dump.Rules(family), Rule.class).stream()
        .filter(rule -> rule.source().family() == family)
        .toList();
  }

  /// Adds a policy rule, if it is not there. Same as: `ip rule add …`.
  public void addRule(Rule rule) {
    executeUnless(Errno.EEXIST, new RuleChange(Verb.ADD, rule));
  }

  /// Deletes a policy rule, if it is there. Same as: `ip rule del …`.
  public void deleteRule(Rule rule) {
    executeUnless(Errno.ENOENT, new RuleChange(Verb.DELETE, rule));
  }

  /// The neighbours of a device, of both families. Same as: `ip neigh show dev DEV nud all`.
  public List<Neighbour> neighbours(Device device) {
    return dump(new Dump.Neighbours(device), Neighbour.class).stream()
        .filter(neighbour -> neighbour.deviceIndex() == device.index())
        .toList();
  }

  /// The neighbours of all devices, of both families. Same as: `ip neigh show nud all`.
  public List<Neighbour> neighbours() {
    return dump(new Dump.Neighbours(Device.EVERY), Neighbour.class);
  }

  /// Makes a neighbour known for good. Same as: `ip neigh replace ADDRESS lladdr MAC dev DEV nud
  /// permanent`.
  public void replaceNeighbour(Device device, IpAddress address, MacAddress mac) {
    execute(new NeighbourChange(Verb.REPLACE, device, address, mac));
  }

  /// Sends requests together and tells what became of each.
  public Outcome attempt(List<? extends Request> requests) {
    return socket.attempt(requests);
  }

  @Override
  public void close() {
    socket.close();
  }

  private void execute(Request request) {
    var _ = socket.execute(request);
  }

  private void executeUnless(Errno acceptable, Request request) {
    var _ =
        socket
            .attempt(List.of(request))
            .orThrowUnless(refusal -> refusal.errno().equals(acceptable));
  }

  private <E extends Entity> List<E> dump(Dump dump, Class<E> kind) {
    return only(socket.dump(dump), kind);
  }

  private static <E extends Entity> List<E> only(List<Entity> entities, Class<E> kind) {
    return entities.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
