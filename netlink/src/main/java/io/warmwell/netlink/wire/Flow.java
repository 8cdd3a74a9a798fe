package io.warmwell.netlink.wire;

import io.warmwell.inet.IpAddress;
import java.nio.ByteBuffer;

/// A flow that connection tracking knows.
///
/// @param source who sent its first packet
/// @param answerer who replies to that: its destination, or where address translation took it
/// @param identity the attributes by which the kernel knows it again, as they were told
public record Flow(IpAddress source, IpAddress answerer, ByteBuffer identity) implements Entity {}
