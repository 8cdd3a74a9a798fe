package io.warmwell.cni.server;

import static io.warmwell.cni.server.Exchange.millis;

import io.warmwell.cni.HostInterfaceName;
import io.warmwell.cni.Leases;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.node.NodeLayout;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.CniResult;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.inet.IpAddress;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.pool.Attachment;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// ADD: lease an address, wire the pod to it, answer; or leave nothing behind.
///
/// Stateless; any worker may run any step.
///
/// A caller that has gone when its answer comes has told its runtime that the ADD failed, so nobody
/// holds the result and everything is undone; but for a repeated ADD, since the pod of the first
/// one may be alive and is never touched. A caller that dies with the answer unread is not noticed;
/// the DEL that its runtime owes us (CNI specification, section 2) undoes that.
final class AddVerb {
  private static final Logger log = LoggerFactory.getLogger(AddVerb.class);

  private final Leases leases;
  private final Wiring wiring;
  private final CniSettings settings;

  AddVerb(Leases leases, Wiring wiring, CniSettings settings) {
    this.leases = leases;
    this.wiring = wiring;
    this.settings = settings;
  }

  /// Starts it; the rest happens on workers when the lease comes.
  void start(CniRequest.Add add, Exchange exchange) {
    var namespace = exchange.namespace();
    if (namespace.isEmpty()) {
      exchange.refuse(
          new CniError(
              CniError.BAD_ENVIRONMENT,
              "ADD came without the namespace CNI_NETNS=" + add.namespacePath(),
              "install the /opt/cni/bin/warmwell that came with this daemon"));
      return;
    }
    var host = HostInterfaceName.of(settings.hostInterfacePrefix(), add.pod(), add.key());
    var step = new Step(add, exchange, namespace.get(), false);
    leases.assign(
        new Attachment(add.key(), add.pod(), host),
        answer -> exchange.onWorker(() -> leased(step, answer)));
  }

  private void leased(Step step, Leases.Answer answer) {
    switch (answer) {
      case Leases.Answer.Refused(var code, var message, var details) ->
          step.exchange().refuse(new CniError(code, message, details));
      case Leases.Answer.Leased(var lease, _) when lease.attachment().isAddressOnly() ->
          step.exchange().refuse(AddressVerbs.otherwiseUsed(lease));
      case Leases.Answer.Leased(var lease, var held) -> wire(held ? step.repeated() : step, lease);
    }
  }

  private void wire(Step step, Leases.Lease lease) {
    var leasedAt = step.exchange().now();
    var mtu = step.add().mtu() == 0 ? settings.mtu() : step.add().mtu();
    var link = Wiring.PodLink.of(lease, mtu);
    if (step.exchange().callerGone()) {
      undo(step, link, () -> callerGone(step, lease));
      return;
    }
    try {
      var wired = wiring.add(link, step.namespace());
      answer(step, lease, link, wired, leasedAt);
    } catch (IllegalStateException | UncheckedIOException e) {
      log.debug("wiring failed attachment={} address={}", step.add().key(), lease.address(), e);
      undo(step, link, () -> step.exchange().refuse(wiringFailed(lease, e)));
    }
  }

  private void answer(
      Step step, Leases.Lease lease, Wiring.PodLink link, Wiring.Wired wired, Instant leasedAt) {
    var wiredAt = step.exchange().now();
    var result =
        new CniResult(
            step.add().version(),
            new CniResult.End(link.hostInterface(), wired.hostMac(), link.mtu()),
            new CniResult.End(link.podInterface(), wired.podMac(), link.mtu()),
            step.add().namespacePath(),
            lease.reported().stream().map(AddVerb::address).toList());
    if (!step.exchange().answer(ShimReply.result(result.toJson()))) {
      undo(step, link, () -> callerGone(step, lease));
      return;
    }
    log.info(
        "added pod={} container={} interface={} address={} ipv6={} device={} host={} took_ms={}"
            + " wait_ms={} wire_ms={}",
        step.add().pod(),
        step.add().key().container(),
        link.podInterface(),
        lease.address(),
        lease.ipv6().map(Ipv6Address::toString).orElse("none"),
        lease.deviceIndex(),
        link.hostInterface(),
        millis(Duration.between(step.exchange().arrived(), step.exchange().now())),
        millis(Duration.between(step.exchange().arrived(), leasedAt)),
        millis(Duration.between(leasedAt, wiredAt)));
    step.exchange().end();
  }

  private static CniResult.Address address(IpAddress address) {
    return new CniResult.Address(address, NodeLayout.podGateway(address.family()));
  }

  /// Unwires, releases, and goes on; a repeated ADD just goes on. An address whose wiring cannot be
  /// removed stays leased, since packets to it would reach a stranger: the runtime's DEL tries
  /// again.
  private void undo(Step step, Wiring.PodLink link, Runnable then) {
    if (step.isRepeated()) {
      then.run();
      return;
    }
    try {
      wiring.remove(link);
    } catch (IllegalStateException | UncheckedIOException e) {
      log.warn(
          "kept the lease of a failed ADD attachment={} address={}: its wiring stays",
          step.add().key(),
          link.address(),
          e);
      then.run();
      return;
    }
    leases.release(step.add().key(), () -> step.exchange().onWorker(then));
  }

  private void callerGone(Step step, Leases.Lease lease) {
    log.info(
        "caller of an ADD had gone attachment={} address={} undone={} took_ms={}",
        step.add().key(),
        lease.address(),
        !step.isRepeated(),
        millis(Duration.between(step.exchange().arrived(), step.exchange().now())));
    step.exchange().end();
  }

  private CniError wiringFailed(Leases.Lease lease, RuntimeException cause) {
    return new CniError(
        CniError.IO_FAILURE,
        "wiring " + lease.attachment().pod() + " to " + lease.address() + ": " + cause.getMessage(),
        "the runtime will try again; if it goes on, see the daemon's log");
  }

  /// What every step of one ADD needs.
  private record Step(
      CniRequest.Add add, Exchange exchange, PodNamespace namespace, boolean isRepeated) {

    Step repeated() {
      return new Step(add, exchange, namespace, true);
    }
  }
}
