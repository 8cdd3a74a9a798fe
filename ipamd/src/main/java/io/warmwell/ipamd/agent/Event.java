package io.warmwell.ipamd.agent;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Planner;
import io.warmwell.pool.PodName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Everything the agent reacts to.
public sealed interface Event {

  /// A runtime wants an address for an attachment.
  record AddressAsked(Attachment attachment, Consumer<Leases.Answer> answer) implements Event {}

  /// A question that changes nothing.
  sealed interface Inquiry extends Event {}

  /// A verb wants to know what an attachment holds.
  record LeaseAsked(AttachmentKey key, Consumer<Leases.Found> answer) implements Inquiry {}

  /// Somebody wants to know what some attachments hold.
  record LeasesAsked(Predicate<AttachmentKey> which, Consumer<List<Leases.Lease>> answer)
      implements Inquiry {}

  /// Somebody wants to know how much is asked of EC2.
  record DegradationAsked(Consumer<Degradation> answer) implements Inquiry {}

  /// A verb wants to know whether an attachment that asked now would get an address.
  record ReadinessAsked(Consumer<Leases.Readiness> answer) implements Inquiry {}

  /// An attachment's address is no longer wired and can be given up.
  record ReleaseAsked(AttachmentKey key, Runnable done) implements Event {}

  /// An effect that the agent started is over.
  record EffectEnded(long id, Ending ending) implements Event {}

  /// Pods are bound to this node and have no address: all of them, in place of those reported
  /// before. They count as demand until each has its lease, or until this report is too old: who
  /// reports does so again at least every [#REPEAT_MAX], changed or not.
  record PodsScheduled(Set<PodName> pods) implements Event {
    /// How often a report is due at least.
    public static final Duration REPEAT_MAX = Duration.ofMinutes(2);

    public PodsScheduled {
      pods = Set.copyOf(pods);
    }
  }

  /// The kernel no longer has, or has again, the link of a routed interface.
  record LinkChanged(EniId eni, boolean isThere) implements Event {}

  /// The agent aims at something else from now on. Nothing is taken from a live pod: what exceeds a
  /// lowered limit goes once it is idle. An ADD that waits keeps its deadline, an address that
  /// cools down its end.
  record PolicyChanged(Policy policy, Planner planner) implements Event {}

  /// The node takes pods, or takes no more but those of daemons: it is cordoned.
  record NodeSchedulable(boolean isSchedulable) implements Event {}

  /// Where new interfaces are wanted may have changed.
  record BirthplacesChanged() implements Event {}

  /// A call to EC2 did not work out, or was the first that did after one that had not.
  ///
  /// @param action EC2's name of the call
  record CallEnded(String action, Optional<Ec2Failure> failure) implements Event {}

  /// The moment that the agent asked to be woken at has come.
  record Woken() implements Event {}
}
