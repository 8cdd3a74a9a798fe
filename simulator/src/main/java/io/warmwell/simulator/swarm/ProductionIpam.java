package io.warmwell.simulator.swarm;

import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The production agent of one node; the referee watches what it grants. Used by whoever has the
/// timeline's baton.
final class ProductionIpam implements Ipam {
  private final Stage stage;
  private final SwarmNode node;
  private final Duration secondListing;
  private final Map<AttachmentKey, Ipv4Address> granted = new HashMap<>();
  private final List<Leases.Answer.Refused> refusals = new ArrayList<>();

  /// @param secondListing how long the start takes beyond what the simulated EC2 lets it take: the
  ///   listing of a node's interfaces is two calls, and the simulation waits for one
  ProductionIpam(Stage stage, SwarmNode node, Duration secondListing) {
    this.stage = stage;
    this.node = node;
    this.secondListing = secondListing;
  }

  @Override
  public void start() {
    stage.timeline().in(secondListing, node::boot);
  }

  @Override
  public boolean serves() {
    return node.daemon().serves();
  }

  @Override
  public void add(Attachment attachment, Consumer<Optional<Ipv4Address>> answer) {
    node.daemon()
        .put(
            new Event.AddressAsked(
                attachment,
                found ->
                    answer.accept(
                        switch (found) {
                          case Leases.Answer.Leased(var lease, _) -> wired(attachment, lease);
                          case Leases.Answer.Refused refused -> refused(refused);
                        })));
  }

  @Override
  public void delete(AttachmentKey key) {
    var address = Optional.ofNullable(granted.remove(key));
    node.kernel().unwire(key);
    address.ifPresent(
        held -> {
          stage.referee().left(key, held);
          stage.referee().rests(node.toString(), key, held, node.settings().coolDown());
        });
    node.release(key, address);
  }

  @Override
  public void stop() {
    node.daemon().end();
    stage.ec2().terminateInstance(node.instance());
  }

  /// What a pod was given, if it still has it by the daemon's books.
  Optional<Ipv4Address> granted(AttachmentKey key) {
    return node.daemon().leases().stream()
        .filter(lease -> lease.attachment().key().equals(key))
        .map(Lease::address)
        .findFirst();
  }

  /// What pods without an address were told, in the order of their asking.
  List<Leases.Answer.Refused> refusals() {
    return List.copyOf(refusals);
  }

  private Optional<Ipv4Address> refused(Leases.Answer.Refused refused) {
    refusals.add(refused);
    return Optional.empty();
  }

  private Optional<Ipv4Address> wired(Attachment attachment, Leases.Lease lease) {
    var key = attachment.key();
    granted.put(key, lease.address());
    stage.referee().granted(node.toString(), node.instance(), key, lease.address());
    node.kernel()
        .wire(attachment, lease.address(), lease.deviceIndex())
        .ifPresent(
            other ->
                stage
                    .referee()
                    .report("an address is routed to one pod", lease.address() + " of " + other));
    return Optional.of(lease.address());
  }
}
