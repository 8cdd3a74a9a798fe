package io.warmwell.netlink.wire;

/// One message that came from the kernel.
public sealed interface Reply {

  /// The sequence number of the request it answers; 0 for a notification.
  int sequence();

  /// The request was carried out.
  record Done(int sequence) implements Reply {}

  /// The request was refused.
  ///
  /// @param text the kernel's own explanation, often empty
  record Refused(int sequence, Errno errno, String text) implements Reply {}

  /// Something that was asked for, or that has changed.
  ///
  /// @param event what the message says about it
  record Told(int sequence, Event event, Entity entity) implements Reply {}

  /// A table changed while it was dumped, so that entries may be missing: ask again.
  record Interrupted(int sequence) implements Reply {}

  /// What a message says about an entity.
  enum Event {
    /// It is there, or has appeared or changed.
    PRESENT,
    /// It is gone.
    GONE
  }
}
