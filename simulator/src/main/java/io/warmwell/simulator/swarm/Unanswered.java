package io.warmwell.simulator.swarm;

import io.warmwell.cni.Leases;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.EniId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// The ADDs that one daemon has not answered, in the order of their arrival; judges the answers.
final class Unanswered {
  private final Stage stage;
  private final SwarmNode node;
  private final InstantSource clock;
  private final IntSupplier coming;
  private final Map<Attachment, Instant> asked = new LinkedHashMap<>();

  /// @param clock the daemon's
  /// @param coming how many addresses are on their way
  Unanswered(Stage stage, SwarmNode node, InstantSource clock, IntSupplier coming) {
    this.stage = stage;
    this.node = node;
    this.clock = clock;
    this.coming = coming;
  }

  /// The same request, its answer noted.
  Event.AddressAsked noted(Event.AddressAsked request) {
    var attachment = request.attachment();
    asked.put(attachment, clock.instant());
    return new Event.AddressAsked(
        attachment, answer -> answered(attachment, answer, request.answer()));
  }

  int size() {
    return asked.size();
  }

  private void answered(Attachment attachment, Leases.Answer answer, Consumer<Leases.Answer> pod) {
    switch (answer) {
      case Leases.Answer.Leased(var lease, boolean held) -> {
        if (!held && !asked.isEmpty()) {
          judgeOrder(attachment);
        }
        judgeDevice(lease);
      }
      case Leases.Answer.Refused refused -> judgePatience(attachment, refused);
    }
    asked.remove(attachment);
    pod.accept(answer);
  }

  private void judgeOrder(Attachment attachment) {
    var first = asked.keySet().iterator().next();
    if (asked.containsKey(attachment) && !first.equals(attachment)) {
      report("ADDs are served in their order", attachment.key() + " before " + first.key());
    }
  }

  private void judgeDevice(Leases.Lease lease) {
    var owner = stage.referee().ownerOf(lease.address());
    var device = lease.deviceIndex();
    // EC2 may give what people took to another interface of the same node, and not have said so
    // yet.
    var ours = owner.filter(eni -> isPooled(eni, lease.address()));
    if (ours.filter(eni -> !node.kernel().isRouted(eni, device)).isPresent()) {
      report(
          "a pod's traffic is led by the interface that owns its address",
          lease.address() + " is of " + owner + " and led by device " + device);
    }
  }

  private boolean isPooled(EniId eni, Ipv4Address address) {
    return node.daemon().snapshot().interfaces().stream()
        .filter(view -> view.facts().eni().equals(eni))
        .flatMap(view -> view.prefixes().stream())
        .anyMatch(block -> block.contains(address));
  }

  private void judgePatience(Attachment attachment, Leases.Answer.Refused refused) {
    var since = asked.get(attachment);
    var early = since != null && clock.instant().isBefore(since.plus(DaemonLife.ADD_WAIT));
    if (early && coming.getAsInt() > 0 && refused.message().startsWith("no free address")) {
      report(
          "an ADD waits for what is on its way",
          "%s was refused while %d come".formatted(attachment.key(), coming.getAsInt()));
    }
  }

  private void report(String checker, String facts) {
    stage.referee().report(checker, node + " " + facts);
  }
}
