package io.warmwell.simulator.world;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.simulator.fabric.NetworkNamespace;
import java.util.Optional;

/// A pod that has its address.
///
/// @param name its name in the Kubernetes namespace `default`
/// @param container the runtime's id of its sandbox
/// @param namespace its network namespace
/// @param address what the plugin's result says; of a pod with IPv6 alone the one that its IPv6
///   address ends in, which is good on its node only
/// @param ipv6 likewise, if it says so
public record Pod(
    String name,
    String container,
    NetworkNamespace namespace,
    Ipv4Address address,
    Optional<Ipv6Address> ipv6) {}
