package io.warmwell.ipamd.kubernetes;

import io.warmwell.ipamd.election.LeaseStore;
import java.util.function.Consumer;

/// What the daemon asks of the API server, and nothing else: `docs/kubernetes.md` counts it.
///
/// Thread-safe.
public interface ApiServer extends AutoCloseable {

  /// Follows one Node from now on.
  ///
  /// @param listener hears what is known, in order, one call at a time; not before the server has
  ///   answered or refused. Trouble after a first answer is not told: what is known stays.
  Following followNode(String name, Consumer<Known<NodeView>> listener);

  /// Follows one ENIConfig from now on, in the same way.
  Following followEniConfig(String name, Consumer<Known<EniConfig>> listener);

  /// One Lease, in the daemon's own namespace.
  LeaseStore lease(String name);

  /// Ends the connection and everything that follows an object.
  @Override
  void close();

  /// A wish to be told of an object.
  interface Following extends AutoCloseable {

    /// Tells no more.
    @Override
    void close();
  }
}
