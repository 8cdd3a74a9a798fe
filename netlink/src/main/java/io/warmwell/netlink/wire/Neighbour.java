package io.warmwell.netlink.wire;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.MacAddress;

/// An IPv4 neighbour whose link-layer address is known.
public record Neighbour(int deviceIndex, Ipv4Address address, MacAddress mac, boolean permanent)
    implements Entity {}
