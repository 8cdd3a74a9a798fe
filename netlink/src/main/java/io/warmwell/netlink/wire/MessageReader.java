package io.warmwell.netlink.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Reads what the kernel has sent (netlink(7), rtnetlink(7)).
public final class MessageReader {
  private static final int HEADER_BYTES = 16;
  private static final int TYPE_OFFSET = 4;
  private static final int FLAGS_OFFSET = 6;
  private static final int SEQUENCE_OFFSET = 8;
  private static final int ALIGNMENT_MASK = 3;
  private static final int GONE_TYPE_BIT = 1;

  private MessageReader() {}

  /// Reads all messages from the buffer's position to its limit.
  ///
  /// @param buffer in native byte order
  /// @throws IllegalArgumentException if the bytes are not netlink messages
  public static List<Reply> read(ByteBuffer buffer) {
    var replies = new ArrayList<Reply>();
    forEachMessage(buffer, message -> readMessage(message, replies));
    return replies;
  }

  /// Cuts a buffer into messages, headers included.
  static void forEachMessage(ByteBuffer buffer, Consumer<ByteBuffer> reader) {
    if (buffer.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("netlink is in native byte order");
    }
    var at = buffer.position();
    while (at < buffer.limit()) {
      var left = buffer.limit() - at;
      var length = left < HEADER_BYTES ? left : buffer.getInt(at);
      if (length < HEADER_BYTES || length > left) {
        throw new IllegalArgumentException("message of " + length + " bytes in " + left);
      }
      reader.accept(buffer.slice(at, length).order(buffer.order()));
      at += (length + ALIGNMENT_MASK) & ~ALIGNMENT_MASK;
    }
  }

  /// The type in a message's header.
  static int type(ByteBuffer message) {
    return Short.toUnsignedInt(message.getShort(TYPE_OFFSET));
  }

  /// What comes after a message's header.
  static ByteBuffer body(ByteBuffer message) {
    var bytes = message.limit() - HEADER_BYTES;
    return message.slice(HEADER_BYTES, bytes).order(message.order());
  }

  private static void readMessage(ByteBuffer message, List<Reply> replies) {
    var type = type(message);
    var flags = Short.toUnsignedInt(message.getShort(FLAGS_OFFSET));
    var sequence = message.getInt(SEQUENCE_OFFSET);
    message.position(HEADER_BYTES);
    if ((flags & Protocol.NLM_F_DUMP_INTR) != 0) {
      replies.add(new Reply.Interrupted(sequence));
    }
    replies.add(
        switch (type) {
          case Protocol.NLMSG_ERROR -> result(message, flags, sequence, true);
          case Protocol.NLMSG_DONE -> result(message, flags, sequence, false);
          default -> {
            var gone = type % 4 == GONE_TYPE_BIT;
            yield new Reply.Told(
                sequence,
                gone ? Reply.Event.GONE : Reply.Event.PRESENT,
                EntityReader.read(type, message));
          }
        });
  }

  /// An `nlmsgerr`, or the error number alone that ends a dump.
  private static Reply result(ByteBuffer message, int flags, int sequence, boolean quotes) {
    var error = message.remaining() < Integer.BYTES ? 0 : message.getInt();
    if (error == 0) {
      return new Reply.Done(sequence);
    }
    var text = "";
    if ((flags & Protocol.NLM_F_ACK_TLVS) != 0) {
      if (quotes) {
        skipQuoted(message, flags);
      }
      text = Attributes.read(message).text(Protocol.NLMSGERR_ATTR_MSG);
    }
    return new Reply.Refused(sequence, new Errno(-error), text);
  }

  // The kernel quotes the whole request in front of its explanation, unless asked not to.
  private static void skipQuoted(ByteBuffer message, int flags) {
    var capped = (flags & Protocol.NLM_F_CAPPED) != 0;
    var quoted = capped ? HEADER_BYTES : message.getInt(message.position());
    var end = message.position() + ((quoted + ALIGNMENT_MASK) & ~ALIGNMENT_MASK);
    message.position(Math.min(end, message.limit()));
  }
}
