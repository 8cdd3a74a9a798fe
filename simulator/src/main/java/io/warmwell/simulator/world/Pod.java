package io.warmwell.simulator.world;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.fabric.NetworkNamespace;

/// A pod that has its address.
///
/// @param name its name in the Kubernetes namespace `default`
/// @param container the runtime's id of its sandbox
/// @param namespace its network namespace
/// @param address what the plugin's result says
public record Pod(String name, String container, NetworkNamespace namespace, Ipv4Address address) {}
