package io.warmwell.pool;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;

/// What an ENI's slots are filled with. Each block takes the place of one of the addresses that the
/// instance type allows an ENI.
public enum BlockKind {
  /// One secondary private address.
  ADDRESS(Ipv4Address.BITS),
  /// A delegated /28, the only size EC2 gives; all 16 addresses can be used.
  PREFIX(28);

  private final int prefixLength;

  BlockKind(int prefixLength) {
    this.prefixLength = prefixLength;
  }

  /// The kind that a block is of.
  ///
  /// @throws IllegalArgumentException if it is neither a /32 nor a /28
  public static BlockKind of(Ipv4Prefix block) {
    if (block.length() == ADDRESS.prefixLength) {
      return ADDRESS;
    }
    if (block.length() == PREFIX.prefixLength) {
      return PREFIX;
    }
    throw new IllegalArgumentException("EC2 gives /32 and /28, not " + block);
  }

  /// The kind that this is not.
  public BlockKind other() {
    return switch (this) {
      case ADDRESS -> PREFIX;
      case PREFIX -> ADDRESS;
    };
  }

  /// How many addresses a block of this kind has.
  public int size() {
    return 1 << (Ipv4Address.BITS - prefixLength);
  }

  /// How many blocks of this kind hold that many addresses: the quotient rounded up.
  public int blocksFor(int addresses) {
    return Math.ceilDiv(addresses, size());
  }
}
