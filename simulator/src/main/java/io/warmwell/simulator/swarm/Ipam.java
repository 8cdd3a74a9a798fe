package io.warmwell.simulator.swarm;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import java.util.Optional;
import java.util.function.Consumer;

/// A node's address daemon as a container runtime meets it, in virtual time. Called by whoever the
/// world lets run.
public interface Ipam {

  /// Starts the daemon, once; it serves some time later.
  void start();

  /// Whether it answers; an ADD before that would find nobody.
  boolean serves();

  /// ADD: asks for an address. The answer comes once, at once or later; empty is a refusal.
  void add(Attachment attachment, Consumer<Optional<Ipv4Address>> answer);

  /// DEL: gives back whatever the attachment has.
  void delete(AttachmentKey key);

  /// The machine goes, with all that is on it; its pods must be gone.
  void stop();
}
