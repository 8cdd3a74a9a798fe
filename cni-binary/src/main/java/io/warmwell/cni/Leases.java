package io.warmwell.cni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import java.util.function.Consumer;

/// Where the verbs get addresses from; the daemon's agent implements it.
///
/// Every method returns at once. The answer comes exactly once, possibly seconds later, on any
/// thread; whoever receives it must not block that thread.
public interface Leases {

  /// Leases an address to an attachment; the same key gets the same address. The answer comes after
  /// the lease has been recorded durably.
  void assign(Attachment attachment, Consumer<Answer> answer);

  /// Finds the lease of an attachment.
  void find(AttachmentKey key, Consumer<Found> answer);

  /// Ends a lease; the address starts to cool down. An unknown key is success.
  void release(AttachmentKey key, Runnable done);

  /// An address and the interface it belongs to.
  ///
  /// @param deviceIndex EC2 device index of the ENI, 0 for the primary
  record Lease(Attachment attachment, Ipv4Address address, int deviceIndex) {}

  /// What became of [#assign].
  sealed interface Answer {

    /// The attachment has this address.
    ///
    /// @param held whether it had the address before it asked; then its pod may be alive, and an
    ///   ADD that fails now must leave it alone
    record Leased(Lease lease, boolean held) implements Answer {}

    /// There is none, and why; `code` is one of the CNI specification's error codes.
    record Refused(int code, String message, String details) implements Answer {}
  }

  /// What became of [#find].
  sealed interface Found {

    record Lease(Leases.Lease lease) implements Found {}

    record Nothing() implements Found {}
  }
}
