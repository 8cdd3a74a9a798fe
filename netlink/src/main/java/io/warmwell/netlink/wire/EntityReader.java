package io.warmwell.netlink.wire;

import io.warmwell.inet.IpFamily;
import io.warmwell.inet.IpPrefix;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// Reads the body of one message of rtnetlink or connection tracking.
final class EntityReader {
  private static final int LINK_HEADER_BYTES = 16;
  private static final int ADDRESS_HEADER_BYTES = 8;
  private static final int ROUTE_HEADER_BYTES = 12;
  private static final int NEIGHBOUR_HEADER_BYTES = 12;
  // A netconfmsg is one byte; attributes start at the next multiple of four.
  private static final int SETTING_HEADER_BYTES = 4;
  // An nfgenmsg (linux/netfilter/nfnetlink.h).
  private static final int GENERIC_HEADER_BYTES = 4;
  private static final int ALL_MARK_BITS = -1;

  // FRA_SUPPRESS_PREFIXLEN is told of every rule, with -1 for none.
  private static final Set<Integer> RULE_ATTRIBUTES =
      Set.of(
          Protocol.FRA_SRC,
          Protocol.FRA_PRIORITY,
          Protocol.FRA_FWMARK,
          Protocol.FRA_FWMASK,
          Protocol.FRA_TABLE,
          Protocol.FRA_SUPPRESS_PREFIXLEN,
          Protocol.FRA_PROTOCOL);

  private EntityReader() {}

  /// @param body from the family header on
  static Entity read(int type, ByteBuffer body) {
    var number = body.hasRemaining() ? body.get(body.position()) : 0;
    if (type == Protocol.RTM_NEWLINK || type == Protocol.RTM_NEWLINK + 1) {
      return number == 0 ? link(body) : new Unrelated(type);
    }
    return switch (number) {
      case Protocol.AF_INET -> read(type, body, IpFamily.IPV4);
      case Protocol.AF_INET6 -> read(type, body, IpFamily.IPV6);
      default -> new Unrelated(type);
    };
  }

  private static Entity read(int type, ByteBuffer body, IpFamily family) {
    return switch (type) {
      case Protocol.RTM_NEWADDR, Protocol.RTM_NEWADDR + 1 -> address(body, family);
      case Protocol.RTM_NEWROUTE, Protocol.RTM_NEWROUTE + 1 -> route(body, family);
      case Protocol.RTM_NEWRULE, Protocol.RTM_NEWRULE + 1 -> rule(body, family);
      case Protocol.RTM_NEWNEIGH, Protocol.RTM_NEWNEIGH + 1 -> neighbour(body, family);
      case Protocol.CTNETLINK | Protocol.IPCTNL_MSG_CT_NEW -> flow(body, family);
      case Protocol.RTM_NEWNETCONF -> settingChange(body, family);
      default -> new Unrelated(type);
    };
  }

  private static Link link(ByteBuffer body) {
    require(body, LINK_HEADER_BYTES);
    var at = body.position();
    var index = body.getInt(at + 4);
    var flags = body.getInt(at + 8);
    var attributes = attributes(body, LINK_HEADER_BYTES);
    return new Link(
        new Device(index, attributes.text(Protocol.IFLA_IFNAME)),
        (flags & Protocol.IFF_UP) != 0,
        attributes.mac(Protocol.IFLA_ADDRESS),
        attributes.number(Protocol.IFLA_MTU, 0),
        attributes.number(Protocol.IFLA_GROUP, 0),
        attributes.text(Protocol.IFLA_IFALIAS),
        attributes.nest(Protocol.IFLA_LINKINFO).text(Protocol.IFLA_INFO_KIND),
        attributes.number(Protocol.IFLA_LINK, 0),
        inetSettings(attributes),
        hasLinkLocal(attributes));
  }

  // Told as an array of 32-bit numbers that starts with setting 1; set as attributes.
  private static Map<InetSetting, Integer> inetSettings(Attributes link) {
    var values =
        link.nest(Protocol.IFLA_AF_SPEC).nest(Protocol.AF_INET).value(Protocol.IFLA_INET_CONF);
    var settings = new EnumMap<InetSetting, Integer>(InetSetting.class);
    for (var setting : InetSetting.values()) {
      var offset = (setting.number() - 1) * Integer.BYTES;
      if (offset + Integer.BYTES <= values.remaining()) {
        settings.put(setting, values.getInt(values.position() + offset));
      }
    }
    return settings;
  }

  // A device without IPv6 tells nothing of it.
  private static boolean hasLinkLocal(Attributes link) {
    var mode =
        link.nest(Protocol.IFLA_AF_SPEC)
            .nest(Protocol.AF_INET6)
            .value(Protocol.IFLA_INET6_ADDR_GEN_MODE);
    return mode.hasRemaining() && mode.get(0) != Protocol.IN6_ADDR_GEN_MODE_NONE;
  }

  private static InterfaceAddress address(ByteBuffer body, IpFamily family) {
    require(body, ADDRESS_HEADER_BYTES);
    var at = body.position();
    var prefixLength = Byte.toUnsignedInt(body.get(at + 1));
    var index = body.getInt(at + 4);
    var attributes = attributes(body, ADDRESS_HEADER_BYTES);
    var own = attributes.has(Protocol.IFA_LOCAL) ? Protocol.IFA_LOCAL : Protocol.IFA_ADDRESS;
    return new InterfaceAddress(index, attributes.address(own, family), prefixLength);
  }

  private static Route route(ByteBuffer body, IpFamily family) {
    require(body, ROUTE_HEADER_BYTES);
    var at = body.position();
    var length = Byte.toUnsignedInt(body.get(at + 1));
    var type = body.get(at + 7);
    var attributes = attributes(body, ROUTE_HEADER_BYTES);
    var table = attributes.number(Protocol.RTA_TABLE, Byte.toUnsignedInt(body.get(at + 4)));
    var destination = IpPrefix.containing(attributes.address(Protocol.RTA_DST, family), length);
    return new Route(table, destination, target(attributes, type, family));
  }

  private static Route.Target target(Attributes route, int type, IpFamily family) {
    var device = new Device(route.number(Protocol.RTA_OIF, 0), "");
    if (type != Protocol.RTN_UNICAST || device.index() == 0) {
      return new Route.Target.Other(type);
    }
    return route.has(Protocol.RTA_GATEWAY)
        ? new Route.Target.Via(route.address(Protocol.RTA_GATEWAY, family), device)
        : new Route.Target.OnLink(device);
  }

  private static Rule rule(ByteBuffer body, IpFamily family) {
    require(body, ROUTE_HEADER_BYTES);
    var at = body.position();
    var destinationLength = body.get(at + 1);
    var sourceLength = Byte.toUnsignedInt(body.get(at + 2));
    var typeOfService = body.get(at + 3);
    var action = body.get(at + 7);
    var flags = body.getInt(at + 8);
    var attributes = attributes(body, ROUTE_HEADER_BYTES);
    var mark = attributes.number(Protocol.FRA_FWMARK, 0);
    var hasMore =
        destinationLength != 0
            || typeOfService != 0
            || flags != 0
            || action != Protocol.FR_ACT_TO_TBL
            || attributes.number(Protocol.FRA_SUPPRESS_PREFIXLEN, -1) != -1
            || !RULE_ATTRIBUTES.containsAll(attributes.types());
    return new Rule(
        attributes.number(Protocol.FRA_PRIORITY, 0),
        IpPrefix.containing(attributes.address(Protocol.FRA_SRC, family), sourceLength),
        mark,
        attributes.number(Protocol.FRA_FWMASK, mark == 0 ? 0 : ALL_MARK_BITS),
        attributes.number(Protocol.FRA_TABLE, Byte.toUnsignedInt(body.get(at + 4))),
        hasMore);
  }

  private static Neighbour neighbour(ByteBuffer body, IpFamily family) {
    require(body, NEIGHBOUR_HEADER_BYTES);
    var at = body.position();
    var index = body.getInt(at + 4);
    var state = Short.toUnsignedInt(body.getShort(at + 8));
    var attributes = attributes(body, NEIGHBOUR_HEADER_BYTES);
    return new Neighbour(
        index,
        attributes.address(Protocol.NDA_DST, family),
        attributes.mac(Protocol.NDA_LLADDR),
        (state & Protocol.NUD_PERMANENT) != 0);
  }

  private static SettingChange settingChange(ByteBuffer body, IpFamily family) {
    require(body, SETTING_HEADER_BYTES);
    var attributes = attributes(body, SETTING_HEADER_BYTES);
    return new SettingChange(family, attributes.number(Protocol.NETCONFA_IFINDEX, 0));
  }

  private static Flow flow(ByteBuffer body, IpFamily family) {
    require(body, GENERIC_HEADER_BYTES);
    var attributes = attributes(body, GENERIC_HEADER_BYTES);
    var source =
        switch (family) {
          case IPV4 -> Protocol.CTA_IP_V4_SRC;
          case IPV6 -> Protocol.CTA_IP_V6_SRC;
        };
    return new Flow(
        addresses(attributes, Protocol.CTA_TUPLE_ORIG).address(source, family),
        addresses(attributes, Protocol.CTA_TUPLE_REPLY).address(source, family),
        attributes.copy(Protocol.CTA_TUPLE_ORIG, Protocol.CTA_ZONE, Protocol.CTA_ID));
  }

  private static Attributes addresses(Attributes flow, int tuple) {
    return flow.nest(tuple).nest(Protocol.CTA_TUPLE_IP);
  }

  private static void require(ByteBuffer body, int headerBytes) {
    if (body.remaining() < headerBytes) {
      throw new IllegalArgumentException(
          "family header of " + headerBytes + " bytes in " + body.remaining());
    }
  }

  private static Attributes attributes(ByteBuffer body, int headerBytes) {
    var start = body.position() + headerBytes;
    return Attributes.read(body.duplicate().position(start).order(body.order()));
  }
}
