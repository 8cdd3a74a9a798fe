package io.warmwell.ipamd.ipv6;

import io.warmwell.cni.Leases;
import io.warmwell.cni.protocol.CniError;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Leases with an IPv6 address beside the IPv4 one.
///
/// The IPv6 address is the node's prefix with the IPv4 address in its last 32 bits, so that nothing
/// more has to be recorded, recovered or left to cool down: who has the one has the other. Thread
/// safe, as what it wraps is.
public final class DualStackLeases implements Leases {
  private static final String NO_PREFIX = "the node has no IPv6 prefix yet";

  private final Leases leases;
  private final Supplier<NodePrefix.State> prefix;

  public DualStackLeases(Leases leases, Supplier<NodePrefix.State> prefix) {
    this.leases = leases;
    this.prefix = prefix;
  }

  @Override
  public void assign(Attachment attachment, Consumer<Answer> answer) {
    switch (prefix.get()) {
      case NodePrefix.State.Present _ ->
          leases.assign(attachment, given -> answer.accept(withIpv6(given)));
      case NodePrefix.State.Missing(var reason) ->
          answer.accept(new Answer.Refused(CniError.TRY_AGAIN_LATER, NO_PREFIX, details(reason)));
    }
  }

  @Override
  public void find(AttachmentKey key, Consumer<Found> answer) {
    leases.find(key, found -> answer.accept(withIpv6(found)));
  }

  @Override
  public void leases(String network, Consumer<List<Lease>> answer) {
    leases.leases(network, all -> answer.accept(all.stream().map(this::withIpv6).toList()));
  }

  @Override
  public void readiness(Consumer<Readiness> answer) {
    switch (prefix.get()) {
      case NodePrefix.State.Present _ -> leases.readiness(answer);
      case NodePrefix.State.Missing(var reason) ->
          answer.accept(new Readiness.NotReady(false, NO_PREFIX, details(reason)));
    }
  }

  @Override
  public void release(AttachmentKey key, Runnable done) {
    leases.release(key, done);
  }

  private Answer withIpv6(Answer answer) {
    return switch (answer) {
      case Answer.Leased(var lease, var held) -> new Answer.Leased(withIpv6(lease), held);
      case Answer.Refused refused -> refused;
    };
  }

  private Found withIpv6(Found found) {
    return switch (found) {
      case Found.Lease(var lease, var troubles) -> new Found.Lease(withIpv6(lease), troubles);
      case Found.Nothing nothing -> nothing;
    };
  }

  private Lease withIpv6(Lease lease) {
    return switch (prefix.get()) {
      case NodePrefix.State.Present(var present) ->
          lease.with(Optional.of(present.embedding(lease.address())));
      case NodePrefix.State.Missing _ -> lease;
    };
  }

  private static String details(String reason) {
    return reason
        + "; the subnet needs an IPv6 CIDR, and the role ec2:AssignIpv6Addresses; the daemon goes on"
        + " asking";
  }
}
