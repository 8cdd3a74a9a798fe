package io.warmwell.cni.wiring;

import io.warmwell.cni.Leases;
import io.warmwell.pool.AttachmentKey;
import java.util.List;
import java.util.Optional;

/// What is leased at the moment when it is asked. Thread-safe; calls block for milliseconds.
public interface LeaseBook {

  /// Every lease.
  ///
  /// @throws IllegalStateException if nobody tells in time
  List<Leases.Lease> all();

  /// The lease of an attachment.
  ///
  /// @throws IllegalStateException if nobody tells in time
  Optional<Leases.Lease> of(AttachmentKey key);
}
