package io.warmwell.cni.server;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.ShimReply;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// STATUS: say whether an ADD that came now would succeed, and if not, why.
///
/// Stateless; any worker may run any step. Runtimes ask every few seconds, so that an answer is not
/// worth a line of the log.
final class StatusVerb {
  private static final Logger log = LoggerFactory.getLogger(StatusVerb.class);

  private final Leases leases;
  private final Wiring wiring;

  StatusVerb(Leases leases, Wiring wiring) {
    this.leases = leases;
    this.wiring = wiring;
  }

  /// Starts it; the rest happens on workers.
  void start(CniRequest.Status status, Exchange exchange) {
    leases.readiness(
        readiness -> exchange.onWorker(() -> exchange.reply(reply(status, readiness))));
  }

  private ShimReply reply(CniRequest.Status status, Leases.Readiness readiness) {
    return switch (readiness) {
      case Leases.Readiness.Ready _ -> inspected(status);
      case Leases.Readiness.NotReady(var podsCutOff, var message, var details) ->
          refusal(
              status,
              new CniError(
                  podsCutOff ? CniError.UNAVAILABLE_AND_CUT_OFF : CniError.UNAVAILABLE,
                  message,
                  details));
    };
  }

  private ShimReply inspected(CniRequest.Status status) {
    try {
      var differences = wiring.inspectNode();
      return differences.isEmpty()
          ? ShimReply.silence()
          : refusal(
              status,
              new CniError(
                  CniError.UNAVAILABLE_AND_CUT_OFF,
                  "the node's routing is broken: " + differences.getFirst().what(),
                  differences.stream()
                      .map(Difference::toString)
                      .collect(Collectors.joining("; "))));
    } catch (IllegalStateException | UncheckedIOException e) {
      return refusal(
          status,
          new CniError(
              CniError.UNAVAILABLE,
              "the kernel does not answer: " + e.getMessage(),
              "see the daemon's log and the kernel's"));
    }
  }

  private static ShimReply refusal(CniRequest.Status status, CniError error) {
    log.debug("not ready code={} reason={}", error.code(), error.message());
    return ShimReply.error(error, status.version().toString());
  }
}
