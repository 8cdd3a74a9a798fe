package io.warmwell.ipamd.agent;

/// Where effects report how they ended. Thread-safe.
@FunctionalInterface
public interface EffectReport {

  /// The effect that was started with this id is over.
  void ended(long id, Ending ending);
}
