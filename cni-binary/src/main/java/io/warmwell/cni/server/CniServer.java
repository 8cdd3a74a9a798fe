package io.warmwell.cni.server;

import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRefusal;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.CniVersion;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.cni.protocol.ShimRequest;
import io.warmwell.netlink.sys.Descriptor;
import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketConnection;
import io.warmwell.netlink.sys.SeqpacketServer;
import io.warmwell.netlink.sys.SystemCallException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the shim on its socket and plays what it has spooled.
///
/// Thread-safe. A few threads accept, and whoever accepts a request carries it out, as long as
/// another is left to accept; the rest goes to workers, of which there are a few too. No thread
/// waits while an ADD waits for its address. One more looks at the spool.
public final class CniServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CniServer.class);
  private static final int SOCKET_MODE = 0600;
  private static final int BACKLOG = 1024;
  private static final int ACCEPTORS = 4;
  private static final Duration PAUSE_AFTER_REFUSED_ACCEPT = Duration.ofMillis(100);
  private static final Duration WORKERS_STOP_WAIT = Duration.ofSeconds(1);

  private final CniSettings settings;
  private final SeqpacketServer socket;
  private final Semaphore slots;
  private final AtomicInteger accepting = new AtomicInteger(ACCEPTORS);
  private final ExecutorService workers;
  private final Steps steps;
  private final ScheduledExecutorService spool;
  private final Verbs verbs;
  private final CountDownLatch stopping = new CountDownLatch(1);

  private CniServer(CniSettings settings, Leases leases, Wiring wiring, InstantSource time) {
    this.settings = settings;
    this.slots = new Semaphore(settings.requestsMax());
    this.workers = workers(settings);
    this.steps = new Steps(workers);
    this.verbs = new Verbs(leases, wiring, settings, steps, time);
    this.spool =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("cni-spool").daemon().factory());
    this.socket = SeqpacketServer.listen(settings.socket(), SOCKET_MODE, BACKLOG);
  }

  /// Starts to listen; the first request may be served before this returns.
  ///
  /// @throws SystemCallException if the socket cannot be had
  public static CniServer start(
      CniSettings settings, Leases leases, Wiring wiring, InstantSource time) {
    var began = time.instant();
    var _ = Rehearsal.play();
    var server = new CniServer(settings, leases, wiring, time);
    var replay = new SpoolReplay(settings.spool(), server.verbs);
    var interval = settings.spoolInterval().toMillis();
    var _ = server.spool.scheduleWithFixedDelay(replay::run, 0, interval, TimeUnit.MILLISECONDS);
    var acceptors = Thread.ofPlatform().name("cni-accept-", 0).daemon().factory();
    for (var i = 0; i < ACCEPTORS; i++) {
      acceptors.newThread(server::accept).start();
    }
    log.info(
        "serving CNI socket={} workers={} requests_max={} took_ms={}",
        settings.socket(),
        settings.workers(),
        settings.requestsMax(),
        Exchange.millis(Duration.between(began, time.instant())));
    return server;
  }

  /// Stops to listen, waits for the requests in flight, bounded, and lets the rest go: their shims
  /// tell the runtime to try again. False if there was a rest.
  public boolean stop() {
    if (stopping.getCount() == 0) {
      return inFlight() == 0; // closing the socket again could take a successor's away
    }
    stopping.countDown();
    socket.close();
    spool.shutdownNow();
    var quiet = finished(settings.stopWait());
    workers.shutdown();
    try {
      return workers.awaitTermination(WORKERS_STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS) && quiet;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    if (!stop()) {
      log.warn("stopped with requests in flight count={}", inFlight());
    }
  }

  /// How many requests are being served or wait for an address.
  public int inFlight() {
    return settings.requestsMax() - slots.availablePermits();
  }

  private boolean finished(Duration wait) {
    try {
      var all = settings.requestsMax();
      if (!slots.tryAcquire(all, wait.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      slots.release(all);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void accept() {
    while (stopping.getCount() > 0) {
      try {
        socket.accept().ifPresent(this::admit);
      } catch (SystemCallException e) {
        log.warn("connection refused by the kernel, trying on socket={}", settings.socket(), e);
        pause();
      }
    }
  }

  private void pause() {
    try {
      var _ = stopping.await(PAUSE_AFTER_REFUSED_ACCEPT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(SeqpacketConnection connection) {
    if (!slots.tryAcquire()) {
      turnAway(connection);
      return;
    }
    try {
      if (accepting.decrementAndGet() > 0) {
        steps.run(() -> serve(connection));
      } else {
        workers.execute(() -> steps.run(() -> serve(connection)));
      }
    } catch (RuntimeException e) {
      log.error("a request broke off", e);
    } finally {
      accepting.incrementAndGet();
    }
  }

  // The request is read first: a socket that is closed with something unread resets its peer, which
  // would lose the answer (unix(7)).
  private void turnAway(SeqpacketConnection connection) {
    log.warn("turned a request away requests_max={}", settings.requestsMax());
    try (connection) {
      if (connection.receive(Duration.ZERO) instanceof Received.Message message) {
        message.close();
        var _ = connection.send(ShimReply.error(busy(), newest()).bytes(), Duration.ZERO);
      }
    }
  }

  private void serve(SeqpacketConnection connection) {
    var handedOver = false;
    try {
      handedOver = take(connection);
    } catch (SystemCallException e) {
      log.warn("a request was lost socket={}", settings.socket(), e);
    } finally {
      if (!handedOver) {
        connection.close();
        slots.release();
      }
    }
  }

  /// Reads a request and passes it on. False if there was none.
  private boolean take(SeqpacketConnection connection) {
    return switch (connection.receive(settings.receiveWait())) {
      case Received.Message message -> {
        perform(message.payload(), call(connection, message.descriptors()));
        yield true;
      }
      case Received.Oversized(var bytes) -> {
        refuse(call(connection, List.of()), oversized(bytes), newest());
        yield true;
      }
      case Received.Closed _, Received.TimedOut _ -> {
        log.debug("a caller connected and said nothing");
        yield false;
      }
    };
  }

  private ShimCall call(SeqpacketConnection connection, List<Descriptor> descriptors) {
    return new ShimCall(connection, descriptors, settings.sendWait(), slots::release);
  }

  private void perform(byte[] message, ShimCall call) {
    ShimRequest shim;
    try {
      shim = ShimRequest.parse(message);
    } catch (CniRefusal e) {
      refuse(call, e.error(), newest());
      return;
    }
    CniRequest request;
    try {
      request = CniRequest.of(shim);
    } catch (CniRefusal e) {
      refuse(call, e.error(), CniRequest.versionOf(shim));
      return;
    }
    verbs.perform(request, call);
  }

  private static void refuse(ShimCall call, CniError error, String version) {
    log.warn(
        "refused a request code={} reason={}", error.code(), Exchange.oneLine(error.message()));
    var _ = call.answer(ShimReply.error(error, version));
    call.end();
  }

  private CniError busy() {
    return new CniError(
        CniError.TRY_AGAIN_LATER,
        "the daemon serves " + settings.requestsMax() + " requests already",
        "the runtime will try again by itself");
  }

  private static CniError oversized(int bytes) {
    return new CniError(
        CniError.UNDECODABLE,
        "a request of " + bytes + " bytes or with surplus descriptors",
        "install the /opt/cni/bin/warmwell that came with this daemon");
  }

  private static String newest() {
    return CniVersion.newest().toString();
  }

  // A request has at most one step in the queue, so that the queue holds all there can be, those of
  // the spool included.
  private static ExecutorService workers(CniSettings settings) {
    return new ThreadPoolExecutor(
        settings.workers(),
        settings.workers(),
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(2 * settings.requestsMax()),
        Thread.ofPlatform().name("cni-worker-", 0).daemon().factory());
  }
}
