package io.warmwell.config;

/// The value a knob ended up with, and where it came from.
///
/// @param name of the environment variable
/// @param value as it would be written in the environment
public record EffectiveSetting(String name, String value, Source source) {

  /// Where a value came from.
  public enum Source {
    DEFAULT,
    ENVIRONMENT
  }
}
