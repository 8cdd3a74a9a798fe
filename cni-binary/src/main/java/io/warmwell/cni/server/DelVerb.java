package io.warmwell.cni.server;

import static io.warmwell.cni.server.Exchange.millis;

import io.warmwell.cni.Alias;
import io.warmwell.cni.HostInterfaceName;
import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.ShimReply;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DEL: unwire the pod, end its lease, answer. What is not there counts as done.
///
/// Stateless; any worker may run any step. The address is released only after the kernel no longer
/// routes to it. A caller that has gone changes nothing: it wanted the pod gone.
final class DelVerb {
  private static final Logger log = LoggerFactory.getLogger(DelVerb.class);

  private final Leases leases;
  private final Wiring wiring;
  private final CniSettings settings;

  DelVerb(Leases leases, Wiring wiring, CniSettings settings) {
    this.leases = leases;
    this.wiring = wiring;
    this.settings = settings;
  }

  /// Starts it; the rest happens on workers.
  void start(CniRequest.Del del, Exchange exchange) {
    leases.find(del.key(), found -> exchange.onWorker(() -> found(del, exchange, found)));
  }

  private void found(CniRequest.Del del, Exchange exchange, Leases.Found found) {
    switch (found) {
      case Leases.Found.Nothing _ -> forget(del, exchange);
      case Leases.Found.Lease(var lease, _) -> unwire(exchange, lease);
    }
  }

  /// Without a lease there may still be an interface, which only its alias shows to be this
  /// attachment's: another sandbox of the same pod has one of the same name.
  private void forget(CniRequest.Del del, Exchange exchange) {
    log.debug("nothing is leased attachment={}", del.key());
    try {
      if (Alias.canHold(del.key())) {
        var name = HostInterfaceName.of(settings.hostInterfacePrefix(), del.pod(), del.key());
        wiring.remove(new Wiring.HostInterface(name, new Alias(del.key())));
      }
      succeed(exchange);
    } catch (IllegalStateException | UncheckedIOException e) {
      exchange.refuse(
          new CniError(
              CniError.IO_FAILURE,
              "unwiring " + del.key() + ", which has no lease: " + e.getMessage(),
              "the runtime will try again"));
    }
  }

  private void unwire(Exchange exchange, Leases.Lease lease) {
    var foundAt = exchange.now();
    try {
      wiring.end(lease);
    } catch (IllegalStateException | UncheckedIOException e) {
      log.debug("unwiring failed address={}", lease.address(), e);
      exchange.refuse(
          new CniError(
              CniError.IO_FAILURE,
              "unwiring "
                  + lease.attachment().pod()
                  + " from "
                  + lease.address()
                  + ": "
                  + e.getMessage(),
              "the address stays taken; the runtime will try again"));
      return;
    }
    var unwiredAt = exchange.now();
    leases.release(
        lease.attachment().key(),
        () -> exchange.onWorker(() -> released(exchange, lease, foundAt, unwiredAt)));
  }

  private static void released(
      Exchange exchange, Leases.Lease lease, Instant foundAt, Instant unwiredAt) {
    succeed(exchange);
    log.info(
        "deleted pod={} container={} interface={} address={} host={} took_ms={} wait_ms={}"
            + " wire_ms={}",
        lease.attachment().pod(),
        lease.attachment().key().container(),
        lease.attachment().key().interfaceName(),
        lease.address(),
        lease.attachment().hostInterface(),
        millis(Duration.between(exchange.arrived(), exchange.now())),
        millis(Duration.between(exchange.arrived(), foundAt)),
        millis(Duration.between(foundAt, unwiredAt)));
  }

  private static void succeed(Exchange exchange) {
    exchange.reply(ShimReply.silence());
  }
}
