package io.warmwell.netlink.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Changes a link. Same as: `ip link set DEV …`.
public record LinkChange(Device device, List<LinkProperty> properties) implements Request {

  public LinkChange {
    properties = List.copyOf(properties);
  }

  public LinkChange(Device device, LinkProperty... properties) {
    this(device, List.of(properties));
  }

  // NEWLINK without CREATE, as ip(8) does it: changes what is there, ENODEV otherwise.
  @Override
  public int type() {
    return Protocol.RTM_NEWLINK;
  }

  @Override
  public int flags() {
    return 0;
  }

  @Override
  public void write(MessageWriter out) {
    var up = properties.contains(new LinkProperty.Up());
    var down = properties.contains(new LinkProperty.Down());
    out.linkHeader(device.index(), up ? Protocol.IFF_UP : 0, up || down ? Protocol.IFF_UP : 0);
    // A name beside an index would rename the device.
    if (device.index() == 0) {
      out.text(Protocol.IFLA_IFNAME, device.name());
    }
    properties.forEach(property -> writeAttribute(property, out));
    writeFamilies(out);
  }

  private static void writeAttribute(LinkProperty property, MessageWriter out) {
    switch (property) {
      case LinkProperty.Mtu(int bytes) -> out.number(Protocol.IFLA_MTU, bytes);
      case LinkProperty.Group(int number) -> out.number(Protocol.IFLA_GROUP, number);
      case LinkProperty.Alias(String text) ->
          out.bytes(Protocol.IFLA_IFALIAS, text.getBytes(StandardCharsets.UTF_8));
      case LinkProperty.Mac(var mac) -> out.bytes(Protocol.IFLA_ADDRESS, mac.bytes());
      case LinkProperty.Up _,
          LinkProperty.Down _,
          LinkProperty.Inet _,
          LinkProperty.NoLinkLocal _ -> {}
    }
  }

  private void writeFamilies(MessageWriter out) {
    var inet = properties.stream().filter(LinkProperty.Inet.class::isInstance).toList();
    var inet6 = properties.contains(new LinkProperty.NoLinkLocal());
    if (inet.isEmpty() && !inet6) {
      return;
    }
    out.nested(
        Protocol.IFLA_AF_SPEC,
        () -> {
          if (!inet.isEmpty()) {
            out.nested(Protocol.AF_INET, () -> writeInet(inet, out));
          }
          if (inet6) {
            out.nested(
                Protocol.AF_INET6,
                () ->
                    out.bytes(
                        Protocol.IFLA_INET6_ADDR_GEN_MODE, (byte) Protocol.IN6_ADDR_GEN_MODE_NONE));
          }
        });
  }

  private static void writeInet(List<LinkProperty> inet, MessageWriter out) {
    out.nested(
        Protocol.IFLA_INET_CONF,
        () -> {
          for (var property : inet) {
            if (property instanceof LinkProperty.Inet(var setting, int value)) {
              out.number(setting.number(), value);
            }
          }
        });
  }

  @Override
  public String toString() {
    return "link set "
        + device
        + properties.stream().map(LinkChange::words).collect(Collectors.joining());
  }

  private static String words(LinkProperty property) {
    return switch (property) {
      case LinkProperty.Up _ -> " up";
      case LinkProperty.Down _ -> " down";
      case LinkProperty.Mtu(int bytes) -> " mtu " + bytes;
      case LinkProperty.Group(int number) -> " group " + number;
      case LinkProperty.Alias(String text) -> " alias '" + text + "'";
      case LinkProperty.Mac(var mac) -> " address " + mac;
      case LinkProperty.Inet(var setting, int value) ->
          " " + setting.name().toLowerCase(Locale.ROOT) + "=" + value;
      case LinkProperty.NoLinkLocal _ -> " addrgenmode none";
    };
  }
}
