package io.warmwell.cni.server;

import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.ShimReply;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request from its arrival to its answer, on whichever workers its steps run.
///
/// One step at a time; the workers' queue hands it from thread to thread.
final class Exchange {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  private final CniRequest request;
  private final Caller caller;
  private final Executor workers;
  private final InstantSource time;
  private final Instant arrived;
  private final Deque<Runnable> atEnd = new ConcurrentLinkedDeque<>();
  private final AtomicBoolean open = new AtomicBoolean(true);

  Exchange(CniRequest request, Caller caller, Executor workers, InstantSource time) {
    this.request = request;
    this.caller = caller;
    this.workers = workers;
    this.time = time;
    this.arrived = time.instant();
  }

  /// Has something done once when this is over and the caller has been let go; what was named last
  /// is done first.
  void atEnd(Runnable action) {
    atEnd.push(action);
  }

  Optional<PodNamespace> namespace() {
    return caller.namespace();
  }

  boolean callerGone() {
    return caller.gone();
  }

  /// Runs a step after the present one, on this thread or another. When the server has stopped
  /// meanwhile the caller is let go: the shim then tells its runtime to try again.
  void onWorker(Runnable step) {
    try {
      workers.execute(() -> run(step));
    } catch (RejectedExecutionException _) {
      end();
    }
  }

  /// Runs a step on this worker. This is the boundary where a bug ends: it costs its caller an
  /// error and nobody else anything.
  void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      log.error("verb broke off attachment={}", request.subject(), e);
      refuse(
          new CniError(
              CniError.IO_FAILURE,
              "the daemon broke off: " + e,
              "see the daemon's log and report it"));
    }
  }

  /// Passes an outcome on. False if the caller has gone.
  boolean answer(ShimReply reply) {
    return open.get() && caller.answer(reply);
  }

  /// Passes the last word on and ends.
  void reply(ShimReply reply) {
    var _ = answer(reply);
    end();
  }

  /// Tells the caller and the log why it cannot be done, and ends.
  void refuse(CniError error) {
    log.warn(
        "refused attachment={} code={} took_ms={} reason={}",
        request.subject(),
        error.code(),
        millis(Duration.between(arrived, time.instant())),
        oneLine(error.message()));
    reply(ShimReply.error(error, request.version().toString()));
  }

  /// Lets the caller go.
  void end() {
    if (open.compareAndSet(true, false)) {
      caller.end();
      atEnd.forEach(Runnable::run);
    }
  }

  Instant arrived() {
    return arrived;
  }

  Instant now() {
    return time.instant();
  }

  /// A text as it may stand in the log: callers choose some of the words, and a line break must not
  /// forge a line.
  static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /// A duration in milliseconds with one decimal, as it stands in the log; `String.format` would
  /// take longer than the rest of the line.
  static String millis(Duration duration) {
    var tenths = Math.round(duration.toNanos() / 1e5);
    return tenths / 10 + "." + Math.abs(tenths % 10);
  }
}
