package io.warmwell.cni.wiring;

/// Something about a pod that is not as it should be and that nobody but its runtime, or a person,
/// can put right.
///
/// @param subject what it is about, for example `link eni0123456789a`
/// @param what is odd about it
public record Oddity(Kind kind, String subject, String what) {

  /// What is odd.
  public enum Kind {
    /// A pod has a lease and no interface: it was deleted, and its DEL is late or lost.
    WITHOUT_INTERFACE,
    /// An interface carries the identity of an attachment that has no lease; it may be a live
    /// pod's.
    WITHOUT_LEASE,
    /// An address is routed to an interface without a lease, while another pod has leased it.
    CONTESTED
  }
}
