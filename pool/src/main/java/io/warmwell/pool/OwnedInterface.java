package io.warmwell.pool;

import io.warmwell.inet.Ipv4Prefix;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// An interface, its blocks, and whether the node may have lost it. Owned by [Pool].
final class OwnedInterface {
  private PooledInterface facts;
  private final TreeMap<Ipv4Prefix, Block> blocks = new TreeMap<>();
  private boolean lost;

  OwnedInterface(PooledInterface facts) {
    this.facts = facts;
  }

  PooledInterface facts() {
    return facts;
  }

  void exclude(boolean excluded) {
    facts = facts.excluded(excluded);
  }

  /// Its blocks, lowest first; may be changed.
  NavigableMap<Ipv4Prefix, Block> blocks() {
    return blocks;
  }

  /// @throws IllegalStateException if it has no such block
  Block block(Ipv4Prefix prefix) {
    var block = blocks.get(prefix);
    if (block == null) {
      throw new IllegalStateException(facts.eni() + " has no block " + prefix);
    }
    return block;
  }

  boolean isLost() {
    return lost;
  }

  /// A lost interface's blocks are all in doubt; none of a found one's is.
  void lose(boolean isLost) {
    lost = isLost;
    blocks.values().forEach(block -> block.doubt(isLost));
  }

  InterfaceView view(Instant now) {
    return new InterfaceView(
        facts, blocks.values().stream().map(block -> block.view(now)).toList(), lost);
  }

  /// Its blocks that have an address to lease.
  ///
  /// @param preferred the kind that is not on its way out
  Stream<Candidate> candidates(Instant now, BlockKind preferred) {
    var views = view(now).blocks();
    var assigned = views.stream().mapToInt(BlockView::assigned).sum();
    return views.stream()
        .filter(view -> view.free() > 0)
        .map(
            view ->
                new Candidate(
                    facts,
                    block(view.prefix()),
                    view.kind() != preferred,
                    view.assigned(),
                    assigned));
  }
}
