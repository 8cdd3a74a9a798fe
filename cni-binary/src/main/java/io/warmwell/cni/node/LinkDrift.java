package io.warmwell.cni.node;

import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.Link;
import io.warmwell.netlink.wire.LinkProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What differs on one link, gathered property by property. Confined to one thread; asks nobody.
public final class LinkDrift {
  private final Link link;
  private final List<LinkProperty> properties = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private boolean isDown;

  private LinkDrift(Link link) {
    this.link = link;
  }

  public static LinkDrift of(Link link) {
    return new LinkDrift(link);
  }

  /// It shall be up.
  public LinkDrift up() {
    isDown = !link.up();
    return this;
  }

  public LinkDrift mtu(int bytes) {
    if (link.mtu() != bytes) {
      differ(new LinkProperty.Mtu(bytes), "mtu=" + link.mtu());
    }
    return this;
  }

  public LinkDrift group(int number) {
    if (link.group() != number) {
      differ(new LinkProperty.Group(number), "group=" + Integer.toUnsignedString(link.group()));
    }
    return this;
  }

  public LinkDrift mac(MacAddress mac) {
    if (!link.mac().equals(mac)) {
      differ(new LinkProperty.Mac(mac), "address=" + link.mac());
    }
    return this;
  }

  public LinkDrift alias(String text) {
    if (!link.alias().equals(text)) {
      differ(new LinkProperty.Alias(text), "alias='" + link.alias() + "'");
    }
    return this;
  }

  /// IPv4 settings; a link without IPv4 has none, until its MTU allows for it again.
  public LinkDrift settings(List<LinkProperty> wanted) {
    for (var setting : wanted) {
      if (setting instanceof LinkProperty.Inet(var name, int value)) {
        int present = link.inet().getOrDefault(name, 0);
        if (present != value && !link.inet().isEmpty()) {
          differ(setting, name.name().toLowerCase(Locale.ROOT) + "=" + present);
        }
      }
    }
    return this;
  }

  /// It shall have no IPv6 link-local address of the kernel's making.
  public LinkDrift withoutLinkLocal() {
    if (link.linkLocal()) {
      differ(new LinkProperty.NoLinkLocal(), "addrgenmode");
    }
    return this;
  }

  /// What makes it whole; empty if nothing differs.
  public Optional<Repair.OfNetwork> repair() {
    if (isDown) {
      differ(new LinkProperty.Up(), "down");
    }
    return properties.isEmpty()
        ? Optional.empty()
        : Optional.of(Repair.setLink(link.device(), properties, String.join(" ", found)));
  }

  private void differ(LinkProperty property, String text) {
    properties.add(property);
    found.add(text);
  }
}
