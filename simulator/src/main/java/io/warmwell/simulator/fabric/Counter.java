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

  /// What happened to the packets, in a word or two.
  public String words() {
    return switch (this) {
      case SPOOFED -> "dropped as spoofed";
      case UNOWNED -> "dropped for an address nobody owns";
      case NO_EIP -> "dropped on the way to the internet";
      case DELIVERED -> "delivered";
    };
  }

  /// Its name in nftables.
  String nftName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
