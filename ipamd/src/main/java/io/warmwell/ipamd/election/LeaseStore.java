package io.warmwell.ipamd.election;

import java.util.Optional;

/// One Lease of the API server.
///
/// Thread-safe. Every call blocks until the server has answered or a deadline has passed.
public interface LeaseStore {

  /// The Lease, if there is one.
  ///
  /// @throws LeaseException if the server does not tell
  Optional<Tenure> read();

  /// Creates the Lease, or replaces the one of the same version, and returns what is now there.
  ///
  /// @throws LeaseException if somebody else was faster, or the server refuses or does not answer;
  ///   in the last case it may have been written
  Tenure write(Tenure tenure);
}
