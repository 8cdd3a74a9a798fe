package io.warmwell.cni.server;

import io.warmwell.cni.PodNamespace;
import io.warmwell.cni.protocol.ShimReply;
import io.warmwell.netlink.sys.Descriptor;
import io.warmwell.netlink.sys.Received;
import io.warmwell.netlink.sys.SeqpacketConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A shim at the other end of a connection, with the descriptors that it passed over.
///
/// One thread at a time uses it; [Turns] and the workers' queue hand it from one to the next.
final class ShimCall implements Caller {
  private final SeqpacketConnection connection;
  private final List<Descriptor> descriptors;
  private final Duration sendWait;
  private final Runnable released;

  /// @param released called when the call has let go of its descriptors
  ShimCall(
      SeqpacketConnection connection,
      List<Descriptor> descriptors,
      Duration sendWait,
      Runnable released) {
    this.connection = connection;
    this.descriptors = List.copyOf(descriptors);
    this.sendWait = sendWait;
    this.released = released;
  }

  @Override
  public Optional<PodNamespace> namespace() {
    return descriptors.size() == 2
        ? Optional.of(
            new PodNamespace(descriptors.getFirst().number(), descriptors.getLast().number()))
        : Optional.empty();
  }

  @Override
  public boolean gone() {
    return switch (connection.receive(Duration.ZERO)) {
      case Received.Closed _ -> true;
      case Received.TimedOut _, Received.Oversized _ -> false;
      case Received.Message surplus -> {
        surplus.close();
        yield false;
      }
    };
  }

  @Override
  public boolean answer(ShimReply reply) {
    return connection.send(reply.bytes(), sendWait);
  }

  @Override
  public void end() {
    descriptors.forEach(Descriptor::close);
    connection.close();
    released.run();
  }
}
