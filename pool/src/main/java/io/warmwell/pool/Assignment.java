package io.warmwell.pool;

/// What became of a request for an address.
public sealed interface Assignment {

  /// The attachment holds this address from now on.
  record Granted(Lease lease) implements Assignment {}

  /// The attachment held this address before it asked.
  record Held(Lease lease) implements Assignment {}

  /// No address can be leased at this moment.
  record NoneFree() implements Assignment {}
}
