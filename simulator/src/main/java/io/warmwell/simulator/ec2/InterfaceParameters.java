package io.warmwell.simulator.ec2;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.CreateInterface.Primary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// The parameters of the actions on interfaces, read into values.
final class InterfaceParameters {
  private InterfaceParameters() {}

  static EniId eni(QueryParameters query) {
    return eniId(query.text("NetworkInterfaceId"));
  }

  static EniId eniId(String id) {
    return parse(id, EniId::new, Refusals.malformed("NetworkInterface", id));
  }

  static SubnetId subnetId(String id) {
    return parse(id, SubnetId::new, Refusals.malformed("Subnet", id));
  }

  static CreateInterface create(QueryParameters query) {
    var named = namedAddresses(query);
    return new CreateInterface(
        subnetId(query.text("SubnetId")),
        type(query),
        named.primary(),
        oneOf(
            List.of(
                named.secondary(),
                count(query, "SecondaryPrivateIpAddressCount", Wanted.AddressCount::new),
                prefixes(query.groups("Ipv4Prefix").stream().map(each -> each.text("Ipv4Prefix"))),
                count(query, "Ipv4PrefixCount", Wanted.PrefixCount::new))),
        query.texts("SecurityGroupId"),
        query.text("Description", ""),
        tagsAtCreation(query),
        query.text("ClientToken", ""));
  }

  static Wanted wantedByAssign(QueryParameters query) {
    return oneOf(
        List.of(
            addresses(query.texts("PrivateIpAddress")),
            count(query, "SecondaryPrivateIpAddressCount", Wanted.AddressCount::new),
            prefixes(query.texts("Ipv4Prefix").stream()),
            count(query, "Ipv4PrefixCount", Wanted.PrefixCount::new)));
  }

  /// The blocks of UnassignPrivateIpAddresses, single addresses as /32s.
  static List<Ipv4Prefix> unassigned(QueryParameters query) {
    var blocks = new ArrayList<Ipv4Prefix>();
    query.texts("PrivateIpAddress").forEach(text -> blocks.add(address(text).toPrefix()));
    query.texts("Ipv4Prefix").forEach(text -> blocks.add(prefix(text)));
    return blocks;
  }

  /// The prefixes of UnassignIpv6Addresses.
  static List<Ipv6Prefix> ipv6Prefixes(QueryParameters query) {
    return query.texts("Ipv6Prefix").stream()
        .map(
            text ->
                parse(
                    text,
                    Ipv6Prefix::parse,
                    Refusals.invalid("invalid value for parameter ipv6-prefix: " + text)))
        .toList();
  }

  static Map<String, String> tags(QueryParameters query) {
    var tags = new TreeMap<String, String>();
    for (var tag : query.groups("Tag")) {
      tags.put(tag.text("Key"), tag.text("Value", ""));
    }
    return tags;
  }

  /// Interfaces are the only resources whose tags can be changed.
  static List<EniId> taggable(List<String> ids) {
    for (var id : ids) {
      if (!id.startsWith("eni-")) {
        throw Refusals.unsupported("The simulator changes the tags of interfaces only, not " + id);
      }
    }
    return ids.stream().map(InterfaceParameters::eniId).toList();
  }

  private static Map<String, String> tagsAtCreation(QueryParameters query) {
    var tags = new TreeMap<String, String>();
    for (var specification : query.groups("TagSpecification")) {
      var type = specification.text("ResourceType");
      if (!type.equals("network-interface")) {
        throw Refusals.invalid("'" + type + "' is not a valid taggable resource type here.");
      }
      tags.putAll(tags(specification));
    }
    return tags;
  }

  /// EC2: `NetworkInterfaceCreationType`. Branches are attached to trunks, which nobody does here.
  private static Interface.Type type(QueryParameters query) {
    var word = query.text("InterfaceType", Interface.Type.INTERFACE.toString());
    var type = Interface.Type.of(word);
    return switch (type) {
      case INTERFACE, TRUNK, EFA -> type;
      case BRANCH, OTHER ->
          throw Refusals.unsupported("The simulator has no interfaces of type " + word);
    };
  }

  private record Named(Primary primary, Wanted secondary) {}

  /// The primary address comes alone or marked in the list; the rest of the list is secondary.
  private static Named namedAddresses(QueryParameters query) {
    var primaries = new ArrayList<Primary>();
    query
        .find("PrivateIpAddress")
        .ifPresent(text -> primaries.add(new Primary.Named(address(text))));
    var secondary = new ArrayList<String>();
    for (var each : query.groups("PrivateIpAddresses")) {
      var text = each.text("PrivateIpAddress");
      if (each.flag("Primary")) {
        primaries.add(new Primary.Named(address(text)));
      } else {
        secondary.add(text);
      }
    }
    if (primaries.size() > 1) {
      throw Refusals.combination("More than one primary address is given: " + primaries);
    }
    var primary = primaries.isEmpty() ? new Primary.Any() : primaries.getFirst();
    return new Named(primary, addresses(secondary));
  }

  private static Wanted oneOf(List<Wanted> choices) {
    var wanted = choices.stream().filter(choice -> !choice.equals(Wanted.NOTHING)).toList();
    if (wanted.size() > 1) {
      throw Refusals.combination(
          "Only one of addresses, an address count, prefixes, a prefix count can be given");
    }
    return wanted.isEmpty() ? Wanted.NOTHING : wanted.getFirst();
  }

  private static Wanted count(
      QueryParameters query, String name, Function<Integer, Wanted> counted) {
    return query.findNumber(name).map(counted).orElse(Wanted.NOTHING);
  }

  private static Wanted addresses(List<String> texts) {
    return texts.isEmpty()
        ? Wanted.NOTHING
        : new Wanted.Addresses(texts.stream().map(InterfaceParameters::address).toList());
  }

  private static Wanted prefixes(Stream<String> texts) {
    var prefixes = texts.map(InterfaceParameters::prefix).toList();
    return prefixes.isEmpty() ? Wanted.NOTHING : new Wanted.Prefixes(prefixes);
  }

  private static Ipv4Address address(String text) {
    return parse(
        text, Ipv4Address::parse, Refusals.invalid("invalid value for parameter address: " + text));
  }

  private static Ipv4Prefix prefix(String text) {
    return parse(
        text, Ipv4Prefix::parse, Refusals.invalid("invalid value for parameter prefix: " + text));
  }

  private static <T> T parse(String text, Function<String, T> parser, RefusedException otherwise) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException _) {
      throw otherwise;
    }
  }
}
