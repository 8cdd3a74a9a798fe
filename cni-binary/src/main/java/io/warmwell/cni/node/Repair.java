package io.warmwell.cni.node;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.AddressChange;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.LinkChange;
import io.warmwell.netlink.wire.LinkProperty;
import io.warmwell.netlink.wire.NeighbourChange;
import io.warmwell.netlink.wire.NeighbourProbe;
import io.warmwell.netlink.wire.Request;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.RouteChange;
import io.warmwell.netlink.wire.Rule;
import io.warmwell.netlink.wire.RuleChange;
import io.warmwell.netlink.wire.Verb;
import java.util.List;
import java.util.Locale;

/// Something of ours that the kernel has otherwise than it shall be, and what makes it so again.
///
/// Two repairs with the same [object][#object] are about the same thing.
public sealed interface Repair {
  /// What kind of object is repaired.
  enum Kind {
    RULE,
    ROUTE,
    NFTABLES,
    SETTING,
    LINK,
    ADDRESS,
    NEIGHBOUR;

    /// As it stands in logs.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What is repaired.
  Kind kind();

  /// The name of what is repaired, for example `rule pref 512 lookup 20000`.
  String object();

  /// What the kernel had instead, for example `missing`.
  String found();

  /// What is done, in the words of ip(8) or nft(8).
  String done();

  /// A repair that one message to the kernel makes.
  record OfNetwork(Kind kind, String object, String found, Request request) implements Repair {

    @Override
    public String done() {
      return request.toString();
    }
  }

  /// Fills our nftables table anew, in one transaction.
  ///
  /// @param found which of its parts differ
  record FillTable(String found) implements Repair {

    @Override
    public Kind kind() {
      return Kind.NFTABLES;
    }

    @Override
    public String object() {
      return "nftables table inet " + NodeLayout.NFT_TABLE;
    }

    @Override
    public String done() {
      return "filled anew";
    }
  }

  /// Sets something by a file of /proc/sys, which netlink cannot.
  ///
  /// @param setting for example `net.ipv6.conf.all.forwarding`
  record SetSetting(String setting, String found, String wanted) implements Repair {

    @Override
    public Kind kind() {
      return Kind.SETTING;
    }

    @Override
    public String object() {
      return "setting " + setting;
    }

    @Override
    public String done() {
      return "sysctl " + setting + "=" + wanted;
    }
  }

  /// Adds a rule that is missing.
  static OfNetwork addRule(Rule rule) {
    return new OfNetwork(Kind.RULE, "rule " + rule, "missing", new RuleChange(Verb.ADD, rule));
  }

  /// Deletes a rule of our priorities to one of our tables that is none of the wanted.
  static OfNetwork deleteRule(Rule rule) {
    return new OfNetwork(
        Kind.RULE, "rule " + rule, "not wanted", new RuleChange(Verb.DELETE, rule));
  }

  /// Makes a route of one of our tables what it shall be. A missing one is not put in the place of
  /// another that has come meanwhile.
  ///
  /// @param device name of the device it shall lead to
  /// @param isMissing whether there is none; otherwise the one that is there is replaced
  static OfNetwork setRoute(Route route, String device, boolean isMissing) {
    return new OfNetwork(
        Kind.ROUTE,
        "route " + route.destination() + " table " + route.table(),
        isMissing ? "missing" : "does not lead to " + device,
        new RouteChange(isMissing ? Verb.ADD : Verb.REPLACE, route));
  }

  /// Deletes a route of one of our tables that is none of the wanted.
  static OfNetwork deleteRoute(Route route) {
    return new OfNetwork(
        Kind.ROUTE, "route " + route, "not wanted", new RouteChange(Verb.DELETE, route));
  }

  /// Sets what differs on a link.
  ///
  /// @param found what differs, for example `mtu=1500`
  static OfNetwork setLink(Device device, List<LinkProperty> properties, String found) {
    return new OfNetwork(Kind.LINK, "link " + device, found, new LinkChange(device, properties));
  }

  /// Gives an ENI back its own address.
  static OfNetwork setAddress(Device device, Ipv4Address address, int prefixLength) {
    return new OfNetwork(
        Kind.ADDRESS,
        "address " + address + "/" + prefixLength + " dev " + device,
        "missing",
        new AddressChange(Verb.REPLACE, device, address, prefixLength));
  }

  /// Makes a neighbour permanent that has answered with the MAC address that it shall have.
  static OfNetwork keepNeighbour(Device device, Ipv4Address address, MacAddress mac) {
    return setNeighbour(device, address, mac, "not permanent");
  }

  /// Makes a neighbour permanent without asking it.
  static OfNetwork setNeighbour(Device device, IpAddress address, MacAddress mac, String found) {
    var request = new NeighbourChange(Verb.REPLACE, device, address, mac);
    return ofNeighbour(device, address, found, request);
  }

  /// Deletes a permanent neighbour with a wrong MAC address, which the kernel would believe for
  /// good.
  ///
  /// @param mac the wrong one
  static OfNetwork forgetNeighbour(Device device, Ipv4Address address, MacAddress mac) {
    var request = new NeighbourChange(Verb.DELETE, device, address, mac);
    return ofNeighbour(device, address, "permanent with lladdr " + mac, request);
  }

  /// Asks a pod for its MAC address: what it answers cannot be wrong.
  static OfNetwork askNeighbour(Device device, Ipv4Address address) {
    return ofNeighbour(device, address, "missing", new NeighbourProbe(device, address));
  }

  private static OfNetwork ofNeighbour(
      Device device, IpAddress address, String found, Request request) {
    return new OfNetwork(Kind.NEIGHBOUR, "neighbour " + address + " dev " + device, found, request);
  }
}
