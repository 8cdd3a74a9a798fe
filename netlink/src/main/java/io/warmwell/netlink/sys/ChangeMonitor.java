package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.check;

import io.warmwell.netlink.wire.Errno;
import io.warmwell.netlink.wire.MessageReader;
import io.warmwell.netlink.wire.NftablesNotices;
import io.warmwell.netlink.wire.Reply;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Tells what changes in the network namespace where it was opened. Same as: `ip monitor` and `nft
/// monitor`.
///
/// Confined to one thread at a time. What nobody reads in time the kernel drops, and says so.
public final class ChangeMonitor implements AutoCloseable {
  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int NETLINK_NETFILTER = 12;
  private static final int ADDRESS_BYTES = 12;
  private static final int GROUPS_OFFSET = 8;

  /// Whoever changes things faster than they are read must not keep the reader for ever.
  private static final int NOTIFICATIONS_MAX = 4096;

  // NFNLGRP_NFTABLES (linux/netfilter/nfnetlink_compat.h and nfnetlink.h).
  private static final int GROUP_NFTABLES = 7;

  private final List<Socket> sockets;

  private ChangeMonitor(List<Socket> sockets) {
    this.sockets = List.copyOf(sockets);
  }

  /// A kind of object that is watched; rtnetlink's multicast groups (linux/rtnetlink.h).
  public enum Subject {
    LINKS(NETLINK_ROUTE, 1),
    NEIGHBOURS(NETLINK_ROUTE, 3),
    IPV4_ADDRESSES(NETLINK_ROUTE, 5),
    IPV4_ROUTES(NETLINK_ROUTE, 7),
    IPV4_RULES(NETLINK_ROUTE, 8),
    /// Settings of single devices, but only some: forwarding and rp_filter are told, accept_local
    /// is not (net/ipv4/devinet.c).
    IPV4_SETTINGS(NETLINK_ROUTE, 24),
    IPV6_ROUTES(NETLINK_ROUTE, 11),
    IPV6_RULES(NETLINK_ROUTE, 19),
    /// Of single devices and of all: forwarding is told (net/ipv6/addrconf.c).
    IPV6_SETTINGS(NETLINK_ROUTE, 25),
    NFTABLES(NETLINK_NETFILTER, GROUP_NFTABLES);

    private final int protocol;
    private final int group;

    Subject(int protocol, int group) {
      this.protocol = protocol;
      this.group = group;
    }
  }

  /// What has been told.
  ///
  /// @param network changes of links, addresses, routes, rules and neighbours
  /// @param inetTables names of the nftables tables of family inet in which something changed
  /// @param isIncomplete whether more has changed than could be told, so that anything may have
  public record Changes(List<Reply.Told> network, Set<String> inetTables, boolean isIncomplete) {
    public Changes {
      network = List.copyOf(network);
      inetTables = Set.copyOf(inetTables);
    }
  }

  private record Socket(Descriptor descriptor, int protocol) {}

  /// Opens a monitor in this thread's network namespace; what happens from now on will be told.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static ChangeMonitor open(Set<Subject> subjects) {
    return open(subjects, _ -> {});
  }

  /// Likewise, but does not tell of what this process has done itself by a [NetlinkSocket] that it
  /// has opened here. What follows from it is told: that a link has its carrier, for example. Of a
  /// link's properties the kernel does not say who has changed them.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static ChangeMonitor ofOthers(Set<Subject> subjects) {
    return open(subjects, socket -> SocketFilter.ofOthers(List.of()).attach(socket));
  }

  /// Tells of links alone, and neither of what this process has done itself nor of links in certain
  /// groups.
  ///
  /// @throws SystemCallException if the kernel refuses
  public static ChangeMonitor ofOtherLinks(List<LinkGroups> besides) {
    return open(Set.of(Subject.LINKS), socket -> SocketFilter.ofOthers(besides).attach(socket));
  }

  /// Groups of links.
  ///
  /// @param mask the bits that all of their numbers share
  /// @param value what these bits are
  public record LinkGroups(int mask, int value) {}

  private static ChangeMonitor open(Set<Subject> subjects, Consumer<Descriptor> prepare) {
    var sockets = new ArrayList<Socket>();
    try {
      for (var protocol : new int[] {NETLINK_ROUTE, NETLINK_NETFILTER}) {
        var groups =
            subjects.stream()
                .filter(subject -> subject.protocol == protocol)
                .mapToInt(subject -> 1 << (subject.group - 1))
                .sum();
        if (groups != 0) {
          sockets.add(listen(protocol, groups, prepare));
        }
      }
      return new ChangeMonitor(sockets);
    } catch (SystemCallException e) {
      sockets.forEach(socket -> socket.descriptor().close());
      throw e;
    }
  }

  /// Waits until something has changed, and leaves it to be [read][#read].
  ///
  /// @return false if nothing did in time
  public boolean await(Duration timeout) {
    var descriptors = sockets.stream().mapToInt(socket -> socket.descriptor().number()).toArray();
    return Kernel.await(Kernel.POLLIN, timeout, descriptors) >= 0;
  }

  /// Reads what has changed since the last time, without waiting.
  ///
  /// @throws SystemCallException if a socket fails
  public Changes read() {
    var network = new ArrayList<Reply.Told>();
    var tables = new HashSet<String>();
    var whole = true;
    for (var socket : sockets) {
      whole &=
          drain(
              socket.descriptor(),
              socket.protocol() == NETLINK_ROUTE
                  ? notification -> read(notification, network)
                  : notification -> tables.addAll(NftablesNotices.inetTables(notification)));
    }
    return new Changes(network, tables, !whole);
  }

  @Override
  public void close() {
    sockets.forEach(socket -> socket.descriptor().close());
  }

  private static void read(ByteBuffer notification, List<Reply.Told> into) {
    for (var reply : MessageReader.read(notification)) {
      if (reply instanceof Reply.Told told) {
        into.add(told);
      }
    }
  }

  private static Socket listen(int protocol, int groups, Consumer<Descriptor> prepare) {
    var type = SOCK_RAW | SOCK_CLOEXEC;
    var descriptor =
        Descriptor.adopt(check(LIBC.socket(AF_NETLINK, type, protocol), "socket netlink"));
    try (var arena = Arena.ofConfined()) {
      var address = Kernel.allocate(arena, ADDRESS_BYTES);
      address.putShort(0, (short) AF_NETLINK).putInt(GROUPS_OFFSET, groups);
      prepare.accept(descriptor);
      check(
          LIBC.bind(descriptor.number(), Kernel.address(address), ADDRESS_BYTES),
          "bind netlink protocol " + protocol + " groups 0x" + Integer.toHexString(groups));
      return new Socket(descriptor, protocol);
    } catch (SystemCallException e) {
      descriptor.close();
      throw e;
    }
  }

  /// Passes on everything that is there.
  ///
  /// @return false if something was lost
  private static boolean drain(Descriptor socket, Consumer<ByteBuffer> reader) {
    return Buffers.lend(buffer -> drain(socket, buffer, reader));
  }

  private static boolean drain(Descriptor socket, ByteBuffer buffer, Consumer<ByteBuffer> reader) {
    var address = Kernel.address(buffer);
    var whole = true;
    for (var count = 0; count < NOTIFICATIONS_MAX; count++) {
      var length = LIBC.recv(socket.number(), address, buffer.capacity(), Kernel.MSG_DONTWAIT);
      if (length >= 0) {
        reader.accept(buffer.clear().limit((int) length));
        continue;
      }
      var errno = Kernel.errno();
      if (errno.equals(Errno.EAGAIN)) {
        return whole;
      }
      if (errno.equals(Errno.ENOBUFS)) {
        whole = false;
      } else if (!errno.equals(Errno.EINTR)) {
        throw new SystemCallException("receive notifications", errno);
      }
    }
    return false;
  }
}
