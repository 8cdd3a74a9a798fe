package io.warmwell.cli.dev;

import com.fasterxml.jackson.databind.JsonNode;

/// Finds worlds that are up.
final class DevWorld {

  private DevWorld() {}

  /// The description of a world.
  ///
  /// @throws IllegalStateException if it is not up, with what to do about it
  static JsonNode up(String name) {
    var directory = new DevDirectory(name);
    if (!directory.exists()) {
      throw new IllegalStateException(
          "no world %s is up; `warmwell dev up --name %s` makes one".formatted(name, name));
    }
    if (directory.livingProcess().isEmpty()) {
      throw new IllegalStateException(
          "the world %s has died; `warmwell dev down --name %s` removes what it left"
              .formatted(name, name));
    }
    return directory
        .world()
        .orElseThrow(() -> new IllegalStateException("the world " + name + " is still coming up"));
  }
}
