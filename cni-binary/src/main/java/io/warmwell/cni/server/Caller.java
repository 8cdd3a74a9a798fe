package io.warmwell.cni.server;

import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.protocol.ShimReply;
import java.util.Optional;

/// Whoever waits for the outcome of a verb. One thread at a time uses it.
interface Caller {

  /// The pod's namespace, if the caller could open it; open until [#end].
  Optional<PodNamespace> namespace();

  /// Whether nobody waits any more.
  boolean gone();

  /// Passes the outcome on. False if nobody was there to take it.
  boolean answer(ShimReply reply);

  /// Lets go of everything that the call holds. Called once.
  void end();
}
