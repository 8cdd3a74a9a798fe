package io.warmwell.cni.wiring;

import io.warmwell.cni.node.Mended;
import java.util.List;
import java.util.Set;

/// What a look at all pods has found and done.
///
/// @param oddities what it left alone; an ADD or DEL under way may look like one for a moment
/// @param leased device indexes of the ENIs that pods have addresses of
/// @param devices numbers of the pods' devices on the host
/// @param isUnfinished whether calls about some pods were under way, so that it left them for later
public record PodLook(
    Mended mended,
    List<Oddity> oddities,
    Set<Integer> leased,
    Set<Integer> devices,
    boolean isUnfinished) {

  public PodLook {
    oddities = List.copyOf(oddities);
    leased = Set.copyOf(leased);
    devices = Set.copyOf(devices);
  }
}
