package io.warmwell.ipamd.agent;

import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Pods that are bound to this node and have no address yet: demand that is known before the
/// runtime asks.
///
/// A report counts for [#REPORT_LIFE]: if who reports falls silent, the demand that it spoke of
/// must not hold addresses for ever.
///
/// Owned by the agent thread.
final class ScheduledPods {
  /// More than twice as long as [Event.PodsScheduled#REPEAT_MAX], so that one report may be lost.
  static final Duration REPORT_LIFE = Event.PodsScheduled.REPEAT_MAX.multipliedBy(5).dividedBy(2);

  private final Set<PodName> pods = new HashSet<>();
  private Instant end = Instant.MIN;

  /// Takes the pods that are expected from now on; those before are forgotten. Who reports them may
  /// not yet know of leases granted a moment ago.
  void replace(Set<PodName> announced, Collection<Lease> leases, Instant now) {
    pods.clear();
    pods.addAll(announced);
    leases.forEach(this::served);
    end = now.plus(REPORT_LIFE);
  }

  /// A pod has its address.
  void served(Lease lease) {
    pods.remove(lease.attachment().pod());
  }

  /// How many there are beside those that wait for an address already.
  int besides(Set<PodName> waiting, Instant now) {
    return now.isBefore(end)
        ? (int) pods.stream().filter(pod -> !waiting.contains(pod)).count()
        : 0;
  }

  /// When the pods that are expected will count no more, if there are any that do.
  Optional<Instant> end(Instant now) {
    return Optional.of(end).filter(moment -> now.isBefore(moment) && !pods.isEmpty());
  }
}
