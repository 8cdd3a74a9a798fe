package io.warmwell.pool;

import io.warmwell.inet.Ipv4Prefix;
import java.util.List;

/// Something to be done at EC2, decided by a [Planner] and carried out elsewhere.
public sealed interface Effect {

  /// Add blocks to an attached interface.
  record AddBlocks(EniId eni, BlockKind kind, int count) implements Effect {}

  /// Create an interface that is born with these blocks, and attach it.
  record CreateInterface(BlockKind kind, int count) implements Effect {}

  /// Give blocks back. They are withdrawn in the pool first.
  record ReleaseBlocks(EniId eni, List<Ipv4Prefix> blocks) implements Effect {
    public ReleaseBlocks {
      blocks = List.copyOf(blocks);
    }
  }

  /// Detach an interface and delete it. Its blocks are withdrawn in the pool first.
  record DeleteInterface(EniId eni, List<Ipv4Prefix> blocks) implements Effect {
    public DeleteInterface {
      blocks = List.copyOf(blocks);
    }
  }
}
