package io.warmwell.ipamd.agent;

import io.warmwell.cni.Difference;
import io.warmwell.cni.Leases;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.BlockView;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PoolSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// What verbs may know of the pool, in their words.
final class Inquiries {
  private static final String WAIT =
      "the daemon asks EC2 to bring it back; if that goes on, see its log";

  private Inquiries() {}

  /// What an attachment holds.
  static Leases.Found find(Pool pool, AttachmentKey key, Instant now) {
    return pool.lease(key)
        .<Leases.Found>map(
            lease -> new Leases.Found.Lease(outward(lease), troubles(lease, pool.snapshot(now))))
        .orElseGet(Leases.Found.Nothing::new);
  }

  /// What some attachments hold.
  static List<Leases.Lease> leases(Pool pool, Predicate<AttachmentKey> which) {
    return pool.leases().stream()
        .filter(lease -> which.test(lease.attachment().key()))
        .map(Inquiries::outward)
        .toList();
  }

  /// Why an attachment would get no address.
  static Leases.Readiness notReady(PoolSnapshot pool, Leases.Answer.Refused refusal) {
    var cutOff =
        pool.strays().size()
            + pool.interfaces().stream()
                .filter(InterfaceView::isLost)
                .flatMap(view -> view.blocks().stream())
                .mapToInt(BlockView::assigned)
                .sum();
    return new Leases.Readiness.NotReady(
        cutOff > 0,
        refusal.message(),
        cutOff > 0
            ? refusal.details() + "; pods whose interface or address the node has lost: " + cutOff
            : refusal.details());
  }

  /// A lease as verbs see it.
  static Leases.Lease outward(Lease lease) {
    return new Leases.Lease(lease.attachment(), lease.address(), lease.deviceIndex());
  }

  private static List<Difference> troubles(Lease lease, PoolSnapshot pool) {
    var troubles = new ArrayList<Difference>();
    if (pool.strays().contains(lease)) {
      troubles.add(
          new Difference("no interface of the node has the address " + lease.address(), WAIT));
    }
    if (pool.interfaces().stream()
        .anyMatch(view -> view.isLost() && view.facts().eni().equals(lease.eni()))) {
      troubles.add(
          new Difference("the node has lost " + lease.eni() + " with " + lease.address(), WAIT));
    }
    return troubles;
  }
}
