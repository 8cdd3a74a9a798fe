package io.warmwell.cni.node;

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
  sealed interface OfNetwork extends Repair {

    /// The message.
    Request request();

    @Override
    default String done() {
      return request().toString();
    }
  }

  /// Adds a rule that is missing.
  record AddRule(Rule rule) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.RULE;
    }

    @Override
    public String object() {
      return "rule " + rule;
    }

    @Override
    public String found() {
      return "missing";
    }

    @Override
    public Request request() {
      return new RuleChange(Verb.ADD, rule);
    }
  }

  /// Deletes a rule of our priorities to one of our tables that is none of the wanted.
  record DeleteRule(Rule rule) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.RULE;
    }

    @Override
    public String object() {
      return "rule " + rule;
    }

    @Override
    public String found() {
      return "not wanted";
    }

    @Override
    public Request request() {
      return new RuleChange(Verb.DELETE, rule);
    }
  }

  /// Makes a route of one of our tables what it shall be.
  ///
  /// @param device name of the device it shall lead to
  /// @param isMissing whether there is none; otherwise the one that is there is replaced
  record SetRoute(Route route, String device, boolean isMissing) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.ROUTE;
    }

    @Override
    public String object() {
      return "route " + route.destination() + " table " + route.table();
    }

    @Override
    public String found() {
      return isMissing ? "missing" : "does not lead to " + device;
    }

    /// A missing one is not put in the place of another that has come meanwhile.
    @Override
    public Request request() {
      return new RouteChange(isMissing ? Verb.ADD : Verb.REPLACE, route);
    }
  }

  /// Deletes a route of one of our tables that is none of the wanted.
  record DeleteRoute(Route route) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.ROUTE;
    }

    @Override
    public String object() {
      return "route " + route;
    }

    @Override
    public String found() {
      return "not wanted";
    }

    @Override
    public Request request() {
      return new RouteChange(Verb.DELETE, route);
    }
  }

  /// Sets what differs on a link.
  ///
  /// @param found what differs, for example `mtu=1500`
  record SetLink(Device device, List<LinkProperty> properties, String found) implements OfNetwork {

    public SetLink {
      properties = List.copyOf(properties);
    }

    @Override
    public Kind kind() {
      return Kind.LINK;
    }

    @Override
    public String object() {
      return "link " + device;
    }

    @Override
    public Request request() {
      return new LinkChange(device, properties);
    }
  }

  /// Gives an ENI back its own address.
  record SetAddress(Device device, Ipv4Address address, int prefixLength) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.ADDRESS;
    }

    @Override
    public String object() {
      return "address " + address + "/" + prefixLength + " dev " + device;
    }

    @Override
    public String found() {
      return "missing";
    }

    @Override
    public Request request() {
      return new AddressChange(Verb.REPLACE, device, address, prefixLength);
    }
  }

  /// Makes a neighbour permanent that has answered with the MAC address that it shall have.
  record KeepNeighbour(Device device, Ipv4Address address, MacAddress mac) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.NEIGHBOUR;
    }

    @Override
    public String object() {
      return "neighbour " + address + " dev " + device;
    }

    @Override
    public String found() {
      return "not permanent";
    }

    @Override
    public Request request() {
      return new NeighbourChange(Verb.REPLACE, device, address, mac);
    }
  }

  /// Deletes a permanent neighbour with a wrong MAC address, which the kernel would believe for
  /// good.
  ///
  /// @param mac the wrong one
  record ForgetNeighbour(Device device, Ipv4Address address, MacAddress mac) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.NEIGHBOUR;
    }

    @Override
    public String object() {
      return "neighbour " + address + " dev " + device;
    }

    @Override
    public String found() {
      return "permanent with lladdr " + mac;
    }

    @Override
    public Request request() {
      return new NeighbourChange(Verb.DELETE, device, address, mac);
    }
  }

  /// Asks a pod for its MAC address: what it answers cannot be wrong.
  record AskNeighbour(Device device, Ipv4Address address) implements OfNetwork {

    @Override
    public Kind kind() {
      return Kind.NEIGHBOUR;
    }

    @Override
    public String object() {
      return "neighbour " + address + " dev " + device;
    }

    @Override
    public String found() {
      return "missing";
    }

    @Override
    public Request request() {
      return new NeighbourProbe(device, address);
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
}
