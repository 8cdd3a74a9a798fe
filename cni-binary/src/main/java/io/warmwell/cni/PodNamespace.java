package io.warmwell.cni;

/// A pod's network namespace, held open by two descriptors that the shim passed over.
///
/// @param netlink descriptor of an rtnetlink socket that was opened inside the namespace
/// @param namespace descriptor of the namespace itself
public record PodNamespace(int netlink, int namespace) {}
