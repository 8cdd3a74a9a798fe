package io.warmwell.pool;

/// An attachment and what is known of it beyond its identity.
///
/// @param pod the pod it belongs to
/// @param hostInterface name of the host's end of its veth pair
public record Attachment(AttachmentKey key, PodName pod, String hostInterface) {}
