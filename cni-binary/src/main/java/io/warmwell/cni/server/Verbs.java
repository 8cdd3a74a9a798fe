package io.warmwell.cni.server;

import io.warmwell.cni.Leases;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.protocol.CniRequest;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/// The verbs, one at a time for each attachment. Thread-safe.
final class Verbs {
  private final AddVerb add;
  private final AddressVerbs address;
  private final CheckVerb check;
  private final DelVerb del;
  private final GcVerb gc;
  private final StatusVerb status;
  private final Executor workers;
  private final InstantSource time;
  private final Turns turns = new Turns();
  private final Arrivals arrivals = new Arrivals();

  Verbs(Leases leases, Wiring wiring, CniSettings settings, Executor workers, InstantSource time) {
    this.add = new AddVerb(leases, wiring, settings);
    this.address = new AddressVerbs(leases, settings.place());
    this.check = new CheckVerb(leases, wiring, settings);
    this.del = new DelVerb(leases, wiring, settings);
    this.gc = new GcVerb(leases, wiring, turns, arrivals);
    this.status = new StatusVerb(leases, wiring);
    this.workers = workers;
    this.time = time;
  }

  /// Does what is asked when its turn comes, and answers the caller when it is done.
  void perform(CniRequest request, Caller caller) {
    switch (request) {
      case CniRequest.Attached attached -> performInTurn(attached, caller);
      case CniRequest.Gc wanted -> {
        var exchange = new Exchange(wanted, caller, workers, time);
        exchange.onWorker(() -> gc.start(wanted, exchange));
      }
      case CniRequest.Status wanted -> {
        var exchange = new Exchange(wanted, caller, workers, time);
        exchange.onWorker(() -> status.start(wanted, exchange));
      }
    }
  }

  private void performInTurn(CniRequest.Attached request, Caller caller) {
    var key = request.key();
    var exchange = new Exchange(request, caller, workers, time);
    // On the thread that ends it: each of them is short, and the queue may be closed by then.
    exchange.atEnd(() -> turns.leave(key).ifPresent(Runnable::run));
    if (request instanceof CniRequest.Add || request instanceof CniRequest.AddAddress) {
      arrivals.began(key);
      exchange.atEnd(() -> arrivals.ended(key));
    }
    turns.take(key, () -> exchange.onWorker(() -> start(request, exchange)));
  }

  private void start(CniRequest.Attached request, Exchange exchange) {
    switch (request) {
      case CniRequest.Add wanted -> add.start(wanted, exchange);
      case CniRequest.AddAddress wanted -> address.add(wanted, exchange);
      case CniRequest.Check wanted -> check.start(wanted, exchange);
      case CniRequest.CheckAddress wanted -> address.check(wanted, exchange);
      case CniRequest.Del wanted -> del.start(wanted, exchange);
    }
  }
}
