package io.warmwell.ipamd.journal;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Lease;
import java.time.Instant;

/// One line of the journal.
public sealed interface Entry {

  /// An address was leased.
  record Granted(Lease lease) implements Entry {}

  /// An address was released and rests until then.
  record Resting(Ipv4Address address, Instant until) implements Entry {}
}
