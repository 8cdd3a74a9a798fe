package io.warmwell.ipamd.election;

import java.time.Duration;
import java.time.Instant;

/// Who leads, as a Lease of the API server says. Kubernetes: `coordination.k8s.io/v1`, LeaseSpec.
///
/// @param holder who leads; empty when nobody does
/// @param length for how long after the last renewal others keep away
/// @param acquired when the holder began to lead, by its clock
/// @param renewed when the holder last said so, by its clock
/// @param transitions how often the holder has changed
/// @param version changes with every write; empty for one that is to be created
public record Tenure(
    String holder,
    Duration length,
    Instant acquired,
    Instant renewed,
    int transitions,
    String version) {

  /// Whether nobody leads.
  boolean isVacant() {
    return holder.isEmpty();
  }

  Tenure renewedAt(Instant now) {
    return new Tenure(holder, length, acquired, now, transitions, version);
  }

  Tenure heldBy(String other, Duration newLength, Instant now) {
    return new Tenure(other, newLength, now, now, transitions + 1, version);
  }

  /// The same, given up. Others need not wait for its end.
  Tenure vacated(Instant now) {
    return new Tenure("", Duration.ofSeconds(1), acquired, now, transitions, version);
  }
}
