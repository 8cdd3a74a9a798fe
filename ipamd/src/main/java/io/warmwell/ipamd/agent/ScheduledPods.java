package io.warmwell.ipamd.agent;

import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// Pods that are bound to this node and have no address yet: demand that is known before the
/// runtime asks.
///
/// Owned by the agent thread.
final class ScheduledPods {
  private final Set<PodName> pods = new HashSet<>();

  /// Takes the pods that are expected from now on; those before are forgotten. Who reports them may
  /// not yet know of leases granted a moment ago.
  void replace(Set<PodName> announced, Collection<Lease> leases) {
    pods.clear();
    pods.addAll(announced);
    leases.forEach(this::served);
  }

  /// A pod has its address.
  void served(Lease lease) {
    pods.remove(lease.attachment().pod());
  }

  /// How many there are beside those that wait for an address already.
  int besides(Set<PodName> waiting) {
    return (int) pods.stream().filter(pod -> !waiting.contains(pod)).count();
  }
}
