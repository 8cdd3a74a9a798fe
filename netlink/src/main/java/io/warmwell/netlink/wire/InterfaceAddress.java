package io.warmwell.netlink.wire;

import io.warmwell.inet.IpAddress;

/// An address on a device.
///
/// @param deviceIndex the device's number
/// @param prefixLength 0 to 32 or 0 to 128
public record InterfaceAddress(int deviceIndex, IpAddress address, int prefixLength)
    implements Entity {}
