package io.warmwell.pool;

import java.time.Instant;

/// The state of one address that the node owns.
public sealed interface Slot {

  /// Can be leased.
  record Free() implements Slot {}

  /// Leased to an attachment.
  record Assigned(Attachment attachment, Instant since) implements Slot {}

  /// Was leased; must not be leased or given back before that moment, so that no packet meant for
  /// the last owner meets the next one.
  record Cooling(Instant until) implements Slot {}

  /// On its way back to EC2: never leased, until EC2 or the kernel says that it stays.
  record Withdrawn() implements Slot {}

  /// The state at a moment: a cool-down that is over leaves a free slot.
  default Slot at(Instant now) {
    return switch (this) {
      case Cooling(Instant until) when !now.isBefore(until) -> new Free();
      case Free _, Assigned _, Cooling _, Withdrawn _ -> this;
    };
  }
}
