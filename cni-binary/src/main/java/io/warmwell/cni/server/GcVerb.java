package io.warmwell.cni.server;

import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.pool.AttachmentKey;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// GC: remove, as DEL does, what is leased or wired for attachments of a network that its runtime
/// does not list.
///
/// Stateless but for each call's own [Sweep]; any worker may run any step. One attachment at a
/// time, in its turn, so that a DEL of the same or an ADD that comes later is not disturbed. What
/// cannot be removed does not keep the rest from it.
final class GcVerb {
  private static final Logger log = LoggerFactory.getLogger(GcVerb.class);

  private final Leases leases;
  private final Wiring wiring;
  private final Turns turns;
  private final Arrivals arrivals;

  GcVerb(Leases leases, Wiring wiring, Turns turns, Arrivals arrivals) {
    this.leases = leases;
    this.wiring = wiring;
    this.turns = turns;
    this.arrivals = arrivals;
  }

  /// Starts it; the rest happens on workers.
  void start(CniRequest.Gc gc, Exchange exchange) {
    // Before the leases are asked for: whoever gets one afterwards is seen.
    var sweep = new Sweep(gc, exchange, arrivals.watch());
    exchange.atEnd(sweep::end);
    leases.leases(gc.network(), leased -> exchange.onWorker(() -> sweep.begin(leased)));
  }

  /// One call's way through what is stale. One step at a time.
  private final class Sweep {
    private final CniRequest.Gc gc;
    private final Exchange exchange;
    private final Arrivals.Watch watch;
    private final Queue<AttachmentKey> held = new ConcurrentLinkedQueue<>();
    private final Queue<Stale> left = new ArrayDeque<>();
    private final List<String> removed = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private Sweep(CniRequest.Gc gc, Exchange exchange, Arrivals.Watch watch) {
      this.gc = gc;
      this.exchange = exchange;
      this.watch = watch;
    }

    private void begin(List<Leases.Lease> leased) {
      var stale = new LinkedHashMap<AttachmentKey, Stale>();
      leased.forEach(lease -> note(lease.attachment().key(), stale));
      try {
        for (var host : wiring.hostInterfaces()) {
          if (host.alias().key().network().equals(gc.network())) {
            note(host.alias().key(), stale).interfaces().add(host);
          }
        }
      } catch (IllegalStateException | UncheckedIOException e) {
        failures.add("listing interfaces: " + e.getMessage());
      }
      stale.keySet().removeAll(gc.valid());
      left.addAll(stale.values());
      next();
    }

    private static Stale note(AttachmentKey key, Map<AttachmentKey, Stale> stale) {
      return stale.computeIfAbsent(key, _ -> new Stale(key, new ArrayList<>()));
    }

    private void next() {
      // Not in turn: whoever is being added may have it for long.
      var stale = left.poll();
      while (stale != null && isAdded(stale)) {
        stale = left.poll();
      }
      if (stale == null) {
        finish();
      } else {
        take(stale);
      }
    }

    private boolean isAdded(Stale stale) {
      var isAdded = watch.saw(stale.key());
      if (isAdded) {
        log.info("left alone, since it is being added attachment={}", stale.key());
      }
      return isAdded;
    }

    private void take(Stale stale) {
      turns.take(
          stale.key(),
          () -> {
            held.add(stale.key());
            exchange.onWorker(() -> remove(stale));
          });
    }

    private void remove(Stale stale) {
      if (isAdded(stale)) {
        leave();
      } else {
        leases.find(stale.key(), found -> exchange.onWorker(() -> remove(stale, found)));
      }
    }

    private void remove(Stale stale, Leases.Found found) {
      try {
        if (found instanceof Leases.Found.Lease(var lease, _)) {
          wiring.end(lease);
        }
        stale.interfaces().forEach(wiring::remove);
      } catch (IllegalStateException | UncheckedIOException e) {
        failures.add(stale.key() + ": " + e.getMessage());
        leave();
        return;
      }
      removed.add(stale.key().toString());
      log.info(
          "collected attachment={} lease={} interfaces={}", stale.key(), found, stale.interfaces());
      leases.release(stale.key(), () -> exchange.onWorker(this::leave));
    }

    private void leave() {
      giveBack();
      next();
    }

    private void giveBack() {
      for (var key = held.poll(); key != null; key = held.poll()) {
        turns.leave(key).ifPresent(Runnable::run);
      }
    }

    /// Also when a step broke off.
    private void end() {
      watch.close();
      giveBack();
    }

    private void finish() {
      if (!removed.isEmpty()) {
        log.info(
            "collected garbage network={} valid={} removed={} failed={} took_ms={}",
            gc.network(),
            gc.valid().size(),
            removed.size(),
            failures.size(),
            Exchange.millis(Duration.between(exchange.arrived(), exchange.now())));
      }
      if (failures.isEmpty()) {
        exchange.reply(ShimReply.silence());
      } else {
        exchange.refuse(failure());
      }
    }

    private CniError failure() {
      return new CniError(
          CniError.IO_FAILURE,
          "GC of network %s: %d removed, %d failed"
              .formatted(gc.network(), removed.size(), failures.size()),
          failures.stream().collect(Collectors.joining("; "))
              + "; their addresses stay taken until a DEL or a later GC gets through");
    }
  }

  /// An attachment that its runtime does not list.
  ///
  /// @param interfaces those on the host that carry its identity
  private record Stale(AttachmentKey key, List<Wiring.HostInterface> interfaces) {}
}
