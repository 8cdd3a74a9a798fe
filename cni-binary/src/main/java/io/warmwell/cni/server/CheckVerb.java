package io.warmwell.cni.server;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Leases;
import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.Wiring;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.cni.protocol.CniRequest;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// CHECK: compare lease, kernel and the runtime's record of the ADD; answer nothing, or everything
/// that differs with what to do about it.
///
/// Stateless; any worker may run any step. Changes nothing.
final class CheckVerb {
  private static final Logger log = LoggerFactory.getLogger(CheckVerb.class);

  private final Leases leases;
  private final Wiring wiring;
  private final CniSettings settings;

  CheckVerb(Leases leases, Wiring wiring, CniSettings settings) {
    this.leases = leases;
    this.wiring = wiring;
    this.settings = settings;
  }

  /// Starts it; the rest happens on workers.
  void start(CniRequest.Check check, Exchange exchange) {
    var namespace = exchange.namespace();
    if (namespace.isEmpty()) {
      exchange.refuse(
          new CniError(
              CniError.BAD_ENVIRONMENT,
              "CHECK came without the namespace CNI_NETNS=" + check.namespacePath(),
              "install the /opt/cni/bin/warmwell that came with this daemon"));
      return;
    }
    leases.find(
        check.key(),
        found -> exchange.onWorker(() -> found(check, exchange, namespace.get(), found)));
  }

  private void found(
      CniRequest.Check check, Exchange exchange, PodNamespace namespace, Leases.Found answer) {
    switch (answer) {
      case Leases.Found.Nothing _ -> exchange.refuse(nothingLeased(check.key()));
      case Leases.Found.Lease found when found.lease().attachment().isAddressOnly() ->
          exchange.refuse(AddressVerbs.otherwiseUsed(found.lease()));
      case Leases.Found.Lease found -> inspect(check, exchange, namespace, found);
    }
  }

  private void inspect(
      CniRequest.Check check, Exchange exchange, PodNamespace namespace, Leases.Found.Lease found) {
    var lease = asAdded(check, found.lease());
    var differences = new ArrayList<Difference>();
    try {
      var inspection = wiring.inspect(Wiring.PodLink.of(lease, settings.mtu()), namespace);
      differences.addAll(inspection.differences());
      differences.addAll(found.troubles());
      differences.addAll(PreviousResultComparison.of(check, lease, inspection));
    } catch (IllegalStateException | UncheckedIOException e) {
      exchange.refuse(
          new CniError(
              CniError.IO_FAILURE,
              "checking " + owner(lease.attachment()) + ": " + e.getMessage(),
              "the runtime may try again; if it goes on, see the daemon's log"));
      return;
    }
    if (differences.isEmpty()) {
      log.debug("checked attachment={} address={}", check.key(), lease.address());
      exchange.reply(ShimReply.silence());
    } else {
      exchange.refuse(differ(lease, differences));
    }
  }

  /// A pod that was added before its node had IPv6 has no address of it.
  private static Leases.Lease asAdded(CniRequest.Check check, Leases.Lease lease) {
    return lease.with(
        lease
            .ipv6()
            .filter(
                ipv6 ->
                    check.previous().addresses().stream()
                        .anyMatch(listed -> listed.address().equals(ipv6.toString()))));
  }

  static CniError nothingLeased(AttachmentKey key) {
    return new CniError(
        CniError.UNKNOWN_CONTAINER,
        "no address is leased to " + key,
        "the attachment was deleted, or never added: " + Difference.RECREATE);
  }

  private static CniError differ(Leases.Lease lease, List<Difference> differences) {
    var more = differences.size() == 1 ? "" : " (and " + (differences.size() - 1) + " more)";
    return new CniError(
        CniError.DIFFERENT,
        "%s with address %s is not as it was added: %s%s"
            .formatted(
                owner(lease.attachment()), lease.address(), differences.getFirst().what(), more),
        differences.stream().map(Difference::toString).collect(Collectors.joining("; ")));
  }

  /// A container need not be a pod, and a lease that the kernel alone remembers does not tell.
  private static String owner(Attachment attachment) {
    return attachment.pod().name().isEmpty()
        ? "container " + attachment.key().container()
        : "pod " + attachment.pod();
  }
}
