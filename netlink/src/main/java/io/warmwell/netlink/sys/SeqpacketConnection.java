package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.MSG_DONTWAIT;
import static io.warmwell.netlink.sys.Kernel.check;

import io.warmwell.netlink.wire.Errno;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One end of a connected Unix SOCK_SEQPACKET socket.
///
/// One thread at a time receives and one at a time sends; close it when neither does.
public final class SeqpacketConnection implements AutoCloseable {
  /// The largest message either end may send, in bytes.
  public static final int MESSAGE_BYTES_MAX = 256 * 1024;

  /// The most descriptors that may travel with one message.
  public static final int DESCRIPTORS_MAX = 2;

  private static final int SO_SNDBUF = 7;
  private static final int MSG_PEEK = 0x2;
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;

  private final Descriptor socket;

  private SeqpacketConnection(Descriptor socket) {
    this.socket = socket;
    // A message must fit in the sender's buffer whole, and the default is smaller than our limit;
    // the kernel doubles what is asked for and caps that at twice net.core.wmem_max.
    Kernel.setOption(
        socket.number(), Kernel.SOL_SOCKET, SO_SNDBUF, MESSAGE_BYTES_MAX, "setsockopt SO_SNDBUF");
  }

  /// Connects to a server at once; a full backlog is an error (EAGAIN).
  ///
  /// @throws SystemCallException if nobody listens there
  public static SeqpacketConnection connect(Path path) {
    var type = SeqpacketServer.SOCK_SEQPACKET | SeqpacketServer.SOCK_CLOEXEC;
    var socket = Descriptor.adopt(check(LIBC.socket(UnixAddress.AF_UNIX, type, 0), "socket"));
    try (var arena = Arena.ofConfined()) {
      var address = UnixAddress.of(path, arena);
      check(
          LIBC.connect(socket.number(), Kernel.address(address), address.remaining()),
          "connect " + path);
      return new SeqpacketConnection(socket);
    } catch (SystemCallException | IllegalArgumentException e) {
      socket.close();
      throw e;
    }
  }

  static SeqpacketConnection adopt(Descriptor socket) {
    return new SeqpacketConnection(socket);
  }

  /// Waits for one message.
  ///
  /// @throws SystemCallException if the socket itself fails
  public Received receive(Duration timeout) {
    var fd = socket.number();
    var size = length(fd);
    if (size < 0 && Kernel.errno().equals(Errno.EAGAIN)) {
      if (timeout.isZero() || Kernel.await(Kernel.POLLIN, timeout, fd) < 0) {
        return new Received.TimedOut();
      }
      size = length(fd);
    }
    if (size < 0) {
      return failed();
    }
    try (var arena = Arena.ofConfined()) {
      var payload = Kernel.allocate(arena, Math.clamp(size, 1, MESSAGE_BYTES_MAX));
      var header = new MessageHeader(arena, payload);
      var length = LIBC.recvmsg(fd, header.address(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
      return length < 0 ? failed() : received((int) size, (int) length, payload, header);
    }
  }

  /// Sends one message.
  ///
  /// @return false if the peer has not made room in time or is gone
  /// @throws IllegalArgumentException if it is larger than [#MESSAGE_BYTES_MAX]
  /// @throws SystemCallException if the socket itself fails
  public boolean send(byte[] payload, Duration timeout) {
    return send(payload, List.of(), timeout);
  }

  /// Sends one message and copies of descriptors, which stay open here.
  ///
  /// @return false if the peer has not made room in time or is gone
  /// @throws IllegalArgumentException if it is larger than [#MESSAGE_BYTES_MAX] or has more than
  ///   [#DESCRIPTORS_MAX] descriptors
  /// @throws SystemCallException if the socket itself fails
  public boolean send(byte[] payload, List<Descriptor> descriptors, Duration timeout) {
    if (payload.length > MESSAGE_BYTES_MAX || descriptors.size() > DESCRIPTORS_MAX) {
      throw new IllegalArgumentException(
          "message of " + payload.length + " bytes with " + descriptors.size() + " descriptors");
    }
    try (var arena = Arena.ofConfined()) {
      var bytes = Kernel.allocate(arena, Math.max(1, payload.length));
      var header = new MessageHeader(arena, bytes.put(payload).flip());
      header.carry(descriptors.stream().mapToInt(Descriptor::number).toArray());
      var fd = socket.number();
      var sent = LIBC.sendmsg(fd, header.address(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent < 0 && Kernel.errno().equals(Errno.EAGAIN)) {
        if (timeout.isZero() || Kernel.await(Kernel.POLLOUT, timeout, fd) < 0) {
          return false;
        }
        sent = LIBC.sendmsg(fd, header.address(), MSG_DONTWAIT | MSG_NOSIGNAL);
      }
      return sent >= 0 || unsent();
    }
  }

  // Asking for the length first spares every connection a buffer of the largest size.
  private static long length(int fd) {
    return LIBC.recv(fd, 0, 0, MSG_PEEK | MSG_TRUNC | MSG_DONTWAIT);
  }

  @Override
  public void close() {
    socket.close();
  }

  private static Received received(int size, int length, ByteBuffer payload, MessageHeader header) {
    var descriptors = new ArrayList<Descriptor>();
    for (var number : header.carried()) {
      descriptors.add(Descriptor.adopt(number));
    }
    if ((header.flags() & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
      descriptors.forEach(Descriptor::close);
      return new Received.Oversized(size);
    }
    if (length == 0) {
      descriptors.forEach(Descriptor::close);
      return new Received.Closed();
    }
    var bytes = new byte[length];
    payload.get(0, bytes);
    return new Received.Message(bytes, descriptors);
  }

  private static Received failed() {
    var errno = Kernel.errno();
    if (errno.equals(Errno.EAGAIN) || errno.equals(Errno.EINTR)) {
      return new Received.TimedOut();
    }
    if (errno.equals(Errno.ECONNRESET)) {
      return new Received.Closed();
    }
    throw new SystemCallException("receive", errno);
  }

  private static boolean unsent() {
    var errno = Kernel.errno();
    if (errno.equals(Errno.EAGAIN) || errno.equals(Errno.EPIPE) || errno.equals(Errno.ECONNRESET)) {
      return false;
    }
    throw new SystemCallException("send", errno);
  }
}
