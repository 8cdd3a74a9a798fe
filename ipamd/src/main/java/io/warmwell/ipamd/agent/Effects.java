package io.warmwell.ipamd.agent;

import io.warmwell.pool.Effect;

/// Where the agent's decisions meet the world.
@FunctionalInterface
public interface Effects {

  /// Starts an effect and returns at once. Its ending comes to the agent as an [Event.EffectEnded]
  /// with the same id, exactly once.
  void start(long id, Effect effect);
}
