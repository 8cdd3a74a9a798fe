package io.warmwell.netlink.wire;

import io.warmwell.inet.Ipv4Address;

/// An IPv4 address on a device.
///
/// @param deviceIndex the device's number
/// @param prefixLength 0 to 32
public record InterfaceAddress(int deviceIndex, Ipv4Address address, int prefixLength)
    implements Entity {}
