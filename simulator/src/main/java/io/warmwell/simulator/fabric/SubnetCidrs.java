package io.warmwell.simulator.fabric;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;

/// The CIDRs of a subnet.
///
/// @param ipv6 a /64
public record SubnetCidrs(Ipv4Prefix ipv4, Ipv6Prefix ipv6) {}
