/// A VPC made of Linux network namespaces that delivers by ownership and drops what is spoofed.
///
/// Driven by the programs `ip` and `nft` on purpose: an implementation that shares no line with the
/// project's own netlink code can judge it.
@NullMarked
package io.warmwell.simulator.fabric;

import org.jspecify.annotations.NullMarked;
