package io.warmwell.netlink.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Native memory for messages that is used again: fresh memory has to be zeroed, which takes longer
/// than to write a message.
///
/// Thread-safe. It keeps a few and makes more when they are all lent.
final class Buffers {
  /// Room for the longest batch; of answers the kernel puts at most half of that together
  /// (net/netlink/af_netlink.c).
  static final int BYTES = 64 * 1024;

  private static final int KEPT_MAX = 16;
  private static final BlockingQueue<ByteBuffer> KEPT = new ArrayBlockingQueue<>(KEPT_MAX);

  private Buffers() {}

  /// Work with a buffer.
  interface Work<T> {
    T with(ByteBuffer buffer);
  }

  /// Does work with an empty buffer in native byte order, which must not be used after it.
  static <T> T lend(Work<T> work) {
    var kept = KEPT.poll();
    var buffer = kept == null ? ByteBuffer.allocateDirect(BYTES) : kept;
    try {
      return work.with(buffer.clear().order(ByteOrder.nativeOrder()));
    } finally {
      var _ = KEPT.offer(buffer);
    }
  }
}
