package io.warmwell.eni;

import io.warmwell.pool.EniId;
import java.util.Map;

/// An interface that is attached to nothing, as far as it takes to tell whose it was.
///
/// @param type what it is for
/// @param description free text; [Interface#DESCRIPTION_PREFIX] and an instance's id on those that
///   a daemon made
/// @param tags its tags
public record Unattached(
    EniId id, Interface.Type type, String description, Map<String, String> tags) {

  public Unattached {
    tags = Map.copyOf(tags);
  }
}
