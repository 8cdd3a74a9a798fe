package io.warmwell.eni;

import io.warmwell.pool.EniId;
import java.util.List;

/// What a new process found on its instance.
///
/// @param managed attached interfaces for pods, the primary one included, by device index
/// @param unmanaged interfaces that are somebody else's, or on another network card; they count
///   towards the instance's limits and are never touched
/// @param deleted interfaces made for this instance that were attached to nothing
/// @param leftBehind interfaces made for this instance that could be neither used nor deleted; they
///   may count towards the limits
public record Adoption(
    List<Interface> managed,
    List<Interface> unmanaged,
    List<EniId> deleted,
    List<Removal.LeftBehind> leftBehind) {

  public Adoption {
    managed = List.copyOf(managed);
    unmanaged = List.copyOf(unmanaged);
    deleted = List.copyOf(deleted);
    leftBehind = List.copyOf(leftBehind);
  }
}
