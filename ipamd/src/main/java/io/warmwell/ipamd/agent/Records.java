package io.warmwell.ipamd.agent;

import io.warmwell.pool.Lease;
import java.time.Instant;
import java.util.Optional;

/// Where leases are recorded before anybody learns of them.
public interface Records {

  /// Records a lease. When this returns, a daemon that dies will remember it.
  ///
  /// @throws RecordException if it could not be recorded
  void granted(Lease lease);

  /// Records a lease that only the kernel remembered.
  ///
  /// @throws RecordException if it could not be recorded now; the kernel remembers it still
  default void recovered(Lease lease) {
    granted(lease);
  }

  /// Records the end of a lease and until when its address rests.
  ///
  /// @throws RecordException if it could not be recorded; the lease is then remembered too long,
  ///   which costs an address but harms no pod
  void released(Lease lease, Instant restsUntil);

  /// Why nothing could be recorded now, as far as is known; tries it if the last time failed.
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /// A record could not be written. The message names the file, the error and the next step.
  final class RecordException extends RuntimeException {
    private final String reason;

    public RecordException(String reason, Throwable cause) {
      super(reason, cause);
      this.reason = reason;
    }

    /// The message.
    public String reason() {
      return reason;
    }
  }
}
