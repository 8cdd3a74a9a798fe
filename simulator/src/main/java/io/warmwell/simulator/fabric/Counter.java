package io.warmwell.simulator.fabric;

import java.util.Locale;

/// What the fabric counts, in packets.
public enum Counter {
  /// Dropped: the source does not belong to the interface they left by.
  SPOOFED,
  /// Dropped: no attached interface owns the destination, though it lies in the VPC.
  UNOWNED,
  /// Dropped: bound for the internet from an address that has no public one.
  NO_EIP,
  /// Forwarded to the interface that owns the destination.
  DELIVERED;

  /// Its name in nftables.
  String nftName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
