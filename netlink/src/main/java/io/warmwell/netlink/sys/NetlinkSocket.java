package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.check;

import io.warmwell.netlink.wire.Dump;
import io.warmwell.netlink.wire.Entity;
import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.MessageReader;
import io.warmwell.netlink.wire.MessageWriter;
import io.warmwell.netlink.wire.Reply;
import io.warmwell.netlink.wire.Request;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// An rtnetlink socket, or one of netfilter. It talks to the network namespace in which it was
/// opened, whatever thread uses it.
///
/// Confined to one thread at a time. The timeout covers the wait for an answer; the kernel works
/// while the request is sent, and nothing interrupts it there.
public final class NetlinkSocket implements AutoCloseable {
  /// The most requests that travel together; more are sent in several goes. Their refusals fit in
  /// the socket's receive buffer, which would overflow at some 256.
  public static final int BATCH_REQUESTS_MAX = 64;

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int NETLINK_NETFILTER = 12;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;
  private static final int NETLINK_GET_STRICT_CHK = 12;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_PROTOCOL = 38;
  private static final int SO_DOMAIN = 39;
  private static final int MICROS_PER_SECOND = 1_000_000;
  private static final int DUMP_ATTEMPTS_MAX = 5;

  private final Descriptor socket;
  private final Duration timeout;
  private int sequence;

  private NetlinkSocket(Descriptor socket, Duration timeout) {
    this.socket = socket;
    this.timeout = timeout;
  }

  /// Opens a socket in this thread's network namespace.
  ///
  /// @param timeout how long to wait for one answer
  /// @throws SystemCallException if the kernel refuses
  public static NetlinkSocket open(Duration timeout) {
    var socket = adopt(descriptor(), timeout);
    try {
      Ports.bind(socket.socket);
      return socket;
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  /// Opens a socket to netfilter, connection tracking among it, in this thread's network namespace.
  ///
  /// @param timeout how long to wait for one answer
  /// @throws SystemCallException if the kernel refuses
  public static NetlinkSocket openNetfilter(Duration timeout) {
    return adopt(descriptor(NETLINK_NETFILTER), NETLINK_NETFILTER, timeout);
  }

  /// Opens a bare rtnetlink socket in this thread's network namespace, to be passed on to whoever
  /// shall [adopt][#adopt] it.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static Descriptor descriptor() {
    return descriptor(NETLINK_ROUTE);
  }

  private static Descriptor descriptor(int protocol) {
    var type = SOCK_RAW | SOCK_CLOEXEC;
    return Descriptor.adopt(check(LIBC.socket(AF_NETLINK, type, protocol), "socket netlink"));
  }

  /// Takes over a socket that another process has opened, perhaps in another network namespace.
  ///
  /// @throws SystemCallException if it is not an rtnetlink socket, or the kernel refuses; it is
  ///   closed then
  public static NetlinkSocket adopt(Descriptor socket, Duration timeout) {
    return adopt(socket, NETLINK_ROUTE, timeout);
  }

  private static NetlinkSocket adopt(Descriptor socket, int protocol, Duration timeout) {
    try {
      configure(socket.number(), protocol, timeout);
      return new NetlinkSocket(socket, timeout);
    } catch (SystemCallException e) {
      socket.close();
      throw e;
    }
  }

  /// Sends requests together and waits for what became of them.
  ///
  /// @throws SystemCallException if there is no answer in time
  public Outcome attempt(List<? extends Request> requests) {
    var told = new ArrayList<Entity>();
    var refusals = new ArrayList<Outcome.Refusal>();
    for (var from = 0; from < requests.size(); from += BATCH_REQUESTS_MAX) {
      var to = Math.min(requests.size(), from + BATCH_REQUESTS_MAX);
      exchange(requests.subList(from, to), told, refusals);
    }
    return new Outcome(told, refusals);
  }

  /// Sends requests together, all of which must succeed.
  ///
  /// @return what queries among them were answered with
  /// @throws NetlinkException the first refusal; the requests after it have been tried as well
  /// @throws SystemCallException if there is no answer in time
  public List<Entity> execute(Request... requests) {
    return attempt(List.of(requests)).orThrow().told();
  }

  /// Asks for all entities of a kind; asks again if they changed meanwhile.
  ///
  /// @throws NetlinkException if the kernel refuses, or they never stand still
  /// @throws SystemCallException if there is no answer in time
  public List<Entity> dump(Dump dump) {
    return dump(dump, _ -> true);
  }

  /// Asks for all entities of a kind and keeps some: there may be a million flows.
  ///
  /// @throws NetlinkException if the kernel refuses, or they never stand still
  /// @throws SystemCallException if there is no answer in time
  public List<Entity> dump(Dump dump, Predicate<Entity> wanted) {
    for (var attempt = 0; attempt < DUMP_ATTEMPTS_MAX; attempt++) {
      var told = new ArrayList<Entity>();
      if (dumpOnce(dump, wanted, told)) {
        return List.copyOf(told);
      }
    }
    throw new NetlinkException(
        dump, Errno.EAGAIN, "changed during each of " + DUMP_ATTEMPTS_MAX + " attempts");
  }

  @Override
  public void close() {
    socket.close();
  }

  private static void configure(int fd, int protocol, Duration timeout) {
    if (Kernel.option(fd, Kernel.SOL_SOCKET, SO_DOMAIN, "getsockopt SO_DOMAIN") != AF_NETLINK
        || Kernel.option(fd, Kernel.SOL_SOCKET, SO_PROTOCOL, "getsockopt SO_PROTOCOL")
            != protocol) {
      throw new SystemCallException(
          "take descriptor " + fd + " for a socket of netlink protocol " + protocol,
          Errno.EPROTONOSUPPORT);
    }
    Kernel.setOption(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1, "setsockopt NETLINK_EXT_ACK");
    Kernel.setOption(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1, "setsockopt NETLINK_CAP_ACK");
    Kernel.setOption(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1, "setsockopt GET_STRICT_CHK");
    try (var arena = Arena.ofConfined()) {
      var micros = Math.max(1, timeout.toNanos() / 1000);
      var time = Kernel.allocate(arena, 2 * Long.BYTES);
      time.putLong(0, micros / MICROS_PER_SECOND);
      time.putLong(Long.BYTES, micros % MICROS_PER_SECOND);
      var size = time.capacity();
      check(
          LIBC.setsockopt(fd, Kernel.SOL_SOCKET, SO_RCVTIMEO, Kernel.address(time), size),
          "setsockopt SO_RCVTIMEO");
    }
  }

  private void exchange(
      List<? extends Request> requests, List<Entity> told, List<Outcome.Refusal> refusals) {
    var first = sequence + 1;
    send(requests);
    var last = sequence;
    while (true) {
      for (var reply : receive(requests.getLast())) {
        var position = reply.sequence() - first;
        // An answer that came too late for an earlier request.
        if (position < 0 || position >= requests.size()) {
          continue;
        }
        switch (reply) {
          case Reply.Told(_, _, var entity) -> told.add(entity);
          case Reply.Refused(_, var errno, var text) ->
              refusals.add(new Outcome.Refusal(requests.get(position), errno, text));
          case Reply.Done _, Reply.Interrupted _ -> {}
        }
        if (reply.sequence() == last && ends(reply)) {
          return;
        }
      }
    }
  }

  private boolean dumpOnce(Dump dump, Predicate<Entity> wanted, List<Entity> told) {
    send(List.of(dump));
    var whole = true;
    while (true) {
      for (var reply : receive(dump)) {
        if (reply.sequence() != sequence) {
          continue;
        }
        switch (reply) {
          case Reply.Told(_, _, var entity) -> {
            if (wanted.test(entity)) {
              told.add(entity);
            }
          }
          case Reply.Interrupted _ -> whole = false;
          case Reply.Refused(_, var errno, var text) ->
              throw new NetlinkException(dump, errno, text);
          case Reply.Done _ -> {
            return whole;
          }
        }
      }
    }
  }

  private static boolean ends(Reply reply) {
    return switch (reply) {
      case Reply.Done _, Reply.Refused _ -> true;
      case Reply.Told _, Reply.Interrupted _ -> false;
    };
  }

  private void send(List<? extends Request> requests) {
    Buffers.lend(
        buffer -> {
          var writer = new MessageWriter(buffer);
          for (var i = 0; i < requests.size(); i++) {
            // Refusals come unasked: one confirmation, of the last, tells that all have been worked
            // on.
            var last = i == requests.size() - 1;
            writer.write(requests.get(i), ++sequence, last && !(requests.get(i) instanceof Dump));
          }
          buffer.flip();
          var sent = LIBC.send(socket.number(), Kernel.address(buffer), buffer.remaining(), 0);
          return sent >= 0 ? sent : check(sent, tried(requests));
        });
  }

  private static String tried(List<? extends Request> requests) {
    return "send " + requests.getFirst() + (requests.size() > 1 ? " and more" : "");
  }

  private List<Reply> receive(Request awaited) {
    return Buffers.lend(buffer -> receive(awaited, buffer));
  }

  private List<Reply> receive(Request awaited, ByteBuffer buffer) {
    while (true) {
      var length = LIBC.recv(socket.number(), Kernel.address(buffer), buffer.capacity(), 0);
      if (length >= 0) {
        return MessageReader.read(buffer.limit((int) length));
      }
      var errno = Kernel.errno();
      if (errno.equals(Errno.EAGAIN)) {
        throw new SystemCallException("no answer within " + timeout + " to " + awaited, errno);
      }
      if (!errno.equals(Errno.EINTR)) {
        throw new SystemCallException("receive for " + awaited, errno);
      }
    }
  }
}
