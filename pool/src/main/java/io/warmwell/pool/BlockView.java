package io.warmwell.pool;

import io.warmwell.inet.Ipv4Prefix;

/// How many of a block's slots are in which state.
public record BlockView(Ipv4Prefix prefix, int free, int assigned, int cooling, int withdrawn) {

  /// Whether no pod uses or recently used any of it and it is not on its way back.
  public boolean isIdle() {
    return assigned == 0 && cooling == 0 && withdrawn == 0;
  }

  /// Whether it is on its way back to EC2.
  public boolean isWithdrawn() {
    return withdrawn > 0;
  }

  /// What it is.
  public BlockKind kind() {
    return BlockKind.of(prefix);
  }
}
