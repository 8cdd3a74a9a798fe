package io.warmwell.pool;

import io.warmwell.inet.Ipv4Prefix;
import java.util.List;

/// An interface and its blocks at a moment, lowest block first.
///
/// @param isLost whether it may no longer be attached
public record InterfaceView(PooledInterface facts, List<BlockView> blocks, boolean isLost) {

  public InterfaceView {
    blocks = List.copyOf(blocks);
  }

  /// An interface that is attached.
  public InterfaceView(PooledInterface facts, List<BlockView> blocks) {
    this(facts, blocks, false);
  }

  /// Whether no pod uses or recently used any of its addresses and none is on its way back.
  public boolean isIdle() {
    return blocks.stream().allMatch(BlockView::isIdle);
  }

  /// Its blocks, lowest first.
  public List<Ipv4Prefix> prefixes() {
    return blocks.stream().map(BlockView::prefix).toList();
  }

  /// How many of its addresses can be leased.
  public int free() {
    var free = 0;
    for (var block : blocks) {
      free += block.free();
    }
    return free;
  }

  /// How many of its addresses in blocks of one kind can be leased.
  public int free(BlockKind kind) {
    var free = 0;
    for (var block : blocks) {
      free += block.kind() == kind ? block.free() : 0;
    }
    return free;
  }
}
