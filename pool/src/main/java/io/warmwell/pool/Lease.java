package io.warmwell.pool;

import io.warmwell.inet.Ipv4Address;
import java.time.Instant;

/// An address that an attachment holds.
///
/// @param eni the interface that owns the address
/// @param deviceIndex EC2 device index of that interface, 0 for the primary
/// @param since when it was granted
public record Lease(
    Attachment attachment, Ipv4Address address, EniId eni, int deviceIndex, Instant since) {

  /// One word for logs: the address, the attachment, the pod and the interface.
  @Override
  public String toString() {
    return address + "@" + eni + "=" + attachment.key() + "(" + attachment.pod() + ")";
  }
}
