package io.warmwell.netlink.sys;

import java.util.List;

/// What came of waiting for a message on a [SeqpacketConnection].
public sealed interface Received {

  /// A whole message. Not a record, since an array has no value to compare. Owned by whoever
  /// received it.
  final class Message implements Received, AutoCloseable {
    private final byte[] payload;
    private final List<Descriptor> descriptors;

    Message(byte[] payload, List<Descriptor> descriptors) {
      this.payload = payload;
      this.descriptors = List.copyOf(descriptors);
    }

    /// Its bytes; the array itself, which nobody else holds.
    public byte[] payload() {
      return payload;
    }

    /// The descriptors that came with it, in the sender's order.
    public List<Descriptor> descriptors() {
      return descriptors;
    }

    /// Closes the descriptors that nobody has [released][Descriptor#release].
    @Override
    public void close() {
      descriptors.forEach(Descriptor::close);
    }
  }

  /// A message that is larger than [SeqpacketConnection#MESSAGE_BYTES_MAX] or came with more than
  /// [SeqpacketConnection#DESCRIPTORS_MAX] descriptors. It has been thrown away.
  ///
  /// @param bytes its size
  record Oversized(int bytes) implements Received {}

  /// The peer has closed the connection, or died.
  record Closed() implements Received {}

  /// Nothing came in time.
  record TimedOut() implements Received {}
}
