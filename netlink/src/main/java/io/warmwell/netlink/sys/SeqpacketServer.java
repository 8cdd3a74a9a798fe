package io.warmwell.netlink.sys;

import static io.warmwell.netlink.sys.Kernel.LIBC;
import static io.warmwell.netlink.sys.Kernel.check;

import io.warmwell.netlink.wire.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// A listening Unix socket of type SOCK_SEQPACKET: whole messages, in order, with descriptors.
///
/// Thread-safe: one thread accepts, any other may [stop][#stop] it, and one [closes][#close] it.
/// Calls block in the kernel: use platform threads.
public final class SeqpacketServer implements AutoCloseable {
  static final int SOCK_SEQPACKET = 5;
  static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int EFD_CLOEXEC = 0x80000;
  // A safety net only: the event descriptor ends the wait.
  private static final Duration WAIT = Duration.ofMinutes(1);

  private final Path path;
  private final Descriptor socket;
  private final Descriptor stopEvent;
  private final ReentrantLock accepting = new ReentrantLock();
  private final AtomicBoolean stopped = new AtomicBoolean();

  private SeqpacketServer(Path path, Descriptor socket, Descriptor stopEvent) {
    this.path = path;
    this.socket = socket;
    this.stopEvent = stopEvent;
  }

  /// Listens on a path in the file system; a socket left there by a predecessor is replaced.
  ///
  /// @param mode permission bits of the file, for example `0600`; never wider for a moment
  /// @param backlog connections that may wait to be accepted
  /// @throws SystemCallException if the kernel refuses
  public static SeqpacketServer listen(Path path, int mode, int backlog) {
    var type = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;
    var socket = Descriptor.adopt(check(LIBC.socket(UnixAddress.AF_UNIX, type, 0), "socket"));
    try (var arena = Arena.ofConfined()) {
      var address = UnixAddress.of(path, arena);
      Files.deleteIfExists(path);
      // Before bind, since bind gives the file the mode of the socket.
      check(LIBC.fchmod(socket.number(), mode), "fchmod " + path);
      check(
          LIBC.bind(socket.number(), Kernel.address(address), address.remaining()), "bind " + path);
      check(LIBC.listen(socket.number(), backlog), "listen " + path);
      var event = Descriptor.adopt(check(LIBC.eventfd(0, EFD_CLOEXEC), "eventfd"));
      return new SeqpacketServer(path, socket, event);
    } catch (IOException e) {
      socket.close();
      throw new UncheckedIOException("replacing " + path, e);
    } catch (SystemCallException | IllegalArgumentException e) {
      socket.close();
      throw e;
    }
  }

  /// Waits for the next connection.
  ///
  /// @return empty once the server has been stopped
  /// @throws SystemCallException if the kernel refuses, for example EMFILE; trying again is allowed
  public Optional<SeqpacketConnection> accept() {
    accepting.lock();
    try {
      while (!stopped.get()) {
        Kernel.await(Kernel.POLLIN, WAIT, socket.number(), stopEvent.number());
        var accepted = stopped.get() ? -1 : LIBC.accept4(socket.number(), 0, 0, SOCK_CLOEXEC);
        if (accepted >= 0) {
          return Optional.of(SeqpacketConnection.adopt(Descriptor.adopt(accepted)));
        }
        refuseUnlessPassing();
      }
      return Optional.empty();
    } finally {
      accepting.unlock();
    }
  }

  /// Ends the accepting, now and for good. Connections that were accepted live on.
  public void stop() {
    if (stopped.compareAndSet(false, true)) {
      wakeUp();
    }
  }

  /// Stops, waits until [#accept] has returned, closes the socket and removes its file.
  @Override
  public void close() {
    stop();
    accepting.lock();
    try {
      socket.close();
      stopEvent.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + path, e);
    } finally {
      accepting.unlock();
    }
  }

  private void refuseUnlessPassing() {
    if (stopped.get()) {
      return;
    }
    var errno = Kernel.errno();
    // EAGAIN: the caller hung up between poll and accept. ECONNABORTED and EINTR: likewise passing.
    if (!errno.equals(Errno.EAGAIN)
        && !errno.equals(Errno.ECONNABORTED)
        && !errno.equals(Errno.EINTR)) {
      throw new SystemCallException("accept " + path, errno);
    }
  }

  private void wakeUp() {
    try (var arena = Arena.ofConfined()) {
      ByteBuffer one = Kernel.allocate(arena, Long.BYTES).putLong(0, 1);
      check(LIBC.write(stopEvent.number(), Kernel.address(one), Long.BYTES), "write eventfd");
    }
  }
}
