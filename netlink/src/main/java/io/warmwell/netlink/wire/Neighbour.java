package io.warmwell.netlink.wire;

import io.warmwell.inet.IpAddress;
import io.warmwell.inet.MacAddress;

/// A neighbour whose link-layer address is known.
public record Neighbour(int deviceIndex, IpAddress address, MacAddress mac, boolean permanent)
    implements Entity {}
