package io.warmwell.ipamd.agent;

import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Pods that are bound to this node and have no address yet: demand that is known before the
/// runtime asks.
///
/// A report counts for [#REPORT_LIFE]: if who reports falls silent, the demand that it spoke of
/// must not hold addresses for ever. As long as nobody reports, pods whose ADD was refused are
/// expected for [#RETURN_LIFE]: the runtime asks for them again.
///
/// Owned by the agent thread.
final class ScheduledPods {
  /// More than twice as long as [Event.PodsScheduled#REPEAT_MAX], so that one report may be lost.
  static final Duration REPORT_LIFE = Event.PodsScheduled.REPEAT_MAX.multipliedBy(5).dividedBy(2);

  /// The kubelet asks again 10 to 15 s after a sandbox has failed (pkg/kubelet, `backOffPeriod` and
  /// `workerBackOffJitterFactor`).
  static final Duration RETURN_LIFE = Duration.ofSeconds(20);

  private final Set<PodName> pods = new HashSet<>();
  private final Map<PodName, Instant> returning = new HashMap<>();
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
    returning.remove(lease.attachment().pod());
  }

  /// A pod was refused its address.
  void refused(PodName pod, Instant now) {
    returning.put(pod, now.plus(RETURN_LIFE));
  }

  /// How many there are beside those that wait for an address already.
  int besides(Set<PodName> waiting, Instant now) {
    returning.values().removeIf(until -> !now.isBefore(until));
    var expected = now.isBefore(end) ? pods : returning.keySet();
    return (int) expected.stream().filter(pod -> !waiting.contains(pod)).count();
  }

  /// When some of the pods that are expected will count no more, if there are any that do.
  Optional<Instant> end(Instant now) {
    return now.isBefore(end)
        ? Optional.of(end).filter(_ -> !pods.isEmpty())
        : returning.values().stream().filter(now::isBefore).min(Instant::compareTo);
  }
}
