package io.warmwell.pool;

/// An attachment and what is known of it beyond its identity.
///
/// @param pod the pod it belongs to
/// @param hostInterface name of the host's end of its veth pair; empty if another plugin makes the
///   interface and wants an address only
public record Attachment(AttachmentKey key, PodName pod, String hostInterface) {

  /// One that another plugin makes the interface for.
  public static Attachment addressOnly(AttachmentKey key, PodName pod) {
    return new Attachment(key, pod, "");
  }

  /// Whether another plugin makes the interface.
  public boolean isAddressOnly() {
    return hostInterface.isEmpty();
  }
}
