package io.warmwell.pool;

/// What became of a lease that a record or the kernel remembers.
public sealed interface Restoration {

  /// The attachment holds its address again; `stray` when no known interface owns it.
  record Restored(boolean stray) implements Restoration {}

  /// Another attachment holds the address, or the attachment holds another address; nothing
  /// changed.
  record Conflict(Lease holder) implements Restoration {}
}
