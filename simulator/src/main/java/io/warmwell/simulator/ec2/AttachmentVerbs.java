package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Attachment.Status;
import io.warmwell.pool.EniId;
import java.time.Instant;
import java.util.List;

/// How instances come and go, and interfaces are attached to them and detached.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class AttachmentVerbs {
  private final VpcState state;
  private final InterfaceVerbs interfaceVerbs;
  private final DueChanges due = new DueChanges();

  AttachmentVerbs(VpcState state, InterfaceVerbs interfaceVerbs) {
    this.state = state;
    this.interfaceVerbs = interfaceVerbs;
  }

  DueChanges due() {
    return due;
  }

  /// Starts an instance whose primary interface is attached from the first moment on.
  Instance launch(Launch launch, Instant now) {
    if (state.instances().find(launch.instanceId()).isPresent()) {
      throw new IllegalArgumentException("instance exists: " + launch.instanceId());
    }
    var type = type(launch.type());
    var primary =
        interfaceVerbs.create(
            new CreateInterface(
                launch.subnet(),
                new CreateInterface.Primary.Any(),
                Wanted.NOTHING,
                launch.securityGroups(),
                "",
                launch.interfaceTags(),
                ""),
            now);
    var instance =
        new Instance(
            launch.instanceId(), type, launch.subnet(), primary.id(), primary.primary(), true);
    var slot = new Slot(type.defaultCard(), 0);
    var attachment =
        new Attachment.To(
            state.ids().attachment(), instance.id(), 0, slot.networkCard(), Status.ATTACHED, true);
    state.instances().add(instance);
    state.instances().occupy(instance.id(), slot, primary.id());
    var attached = primary.withAttachment(attachment);
    state.interfaces().put(attached);
    state.announceAttached(instance.id(), attached.toInterface(), 0);
    return instance;
  }

  /// Ends an instance at once: every interface leaves it, and goes with it if it is marked so.
  void terminate(String instanceId) {
    var instance = state.instances().require(instanceId);
    if (!instance.running()) {
      return;
    }
    var attached = List.copyOf(state.instances().slots(instanceId).values());
    state.instances().terminate(instance);
    for (var id : attached) {
      var eni = state.interfaces().require(id);
      var freed = eni.withAttachment(new Attachment.None());
      state.interfaces().put(freed);
      if (eni.linked()) {
        state.announceDetached(instanceId, id);
      }
      if (eni.attachment() instanceof Attachment.To to && to.deleteOnTermination()) {
        interfaceVerbs.erase(freed);
      }
    }
  }

  /// EC2: AttachNetworkInterface.
  String attach(EniId id, String instanceId, Slot slot, Instant now) {
    var eni = state.interfaces().require(id);
    var instance = state.instances().require(instanceId);
    if (eni.attachment() instanceof Attachment.To) {
      throw Refusals.attachedElsewhere(id);
    }
    if (!instance.running()) {
      throw Refusals.notRunning(instanceId);
    }
    requireSameZone(eni, instance);
    requireFreeSlot(instance, slot);
    requireCarries(instance.type(), eni);
    var attachment =
        new Attachment.To(
            state.ids().attachment(),
            instanceId,
            slot.deviceIndex(),
            slot.networkCard(),
            Status.ATTACHING,
            false);
    state.instances().occupy(instanceId, slot, id);
    state.interfaces().put(eni.withAttachment(attachment));
    var latency = state.configuration().latencies().attach().draw(state.random());
    due.add(now.plus(latency), id, attachment.id());
    settle(now);
    return attachment.id();
  }

  /// EC2: DetachNetworkInterface.
  void detach(String attachmentId, Instant now) {
    var eni = state.interfaces().requireAttachment(attachmentId);
    var to = (Attachment.To) eni.attachment();
    if (state.instances().require(to.instanceId()).primaryEni().equals(eni.id())) {
      throw Refusals.primaryDetach(eni.id());
    }
    if (to.status() != Status.ATTACHED) {
      throw Refusals.midTransition(eni.id(), eni.status());
    }
    state.interfaces().put(eni.withAttachment(to.with(Status.DETACHING)));
    var latency = state.configuration().latencies().detach().draw(state.random());
    due.add(now.plus(latency), eni.id(), attachmentId);
    settle(now);
  }

  /// Lets every change take effect whose time has come.
  void settle(Instant now) {
    for (var next = due.poll(now); next.isPresent(); next = due.poll(now)) {
      // An instance that ended meanwhile has taken its attachments with it.
      state.interfaces().findAttachment(next.get().attachmentId()).ifPresent(this::complete);
    }
  }

  private void complete(NetworkInterface eni) {
    var to = (Attachment.To) eni.attachment();
    switch (to.status()) {
      case ATTACHING -> {
        var attached = eni.withAttachment(to.with(Status.ATTACHED));
        state.interfaces().put(attached);
        state.announceAttached(to.instanceId(), attached.toInterface(), to.deviceIndex());
      }
      case DETACHING -> {
        state.interfaces().put(eni.withAttachment(new Attachment.None()));
        state.instances().vacate(to.instanceId(), eni.id());
        state.announceDetached(to.instanceId(), eni.id());
      }
      case ATTACHED, DETACHED ->
          throw new IllegalStateException("nothing was due for " + eni.id() + ": " + to);
    }
  }

  InstanceTypeLimits type(String name) {
    return state
        .configuration()
        .types()
        .apply(name)
        .orElseThrow(() -> Refusals.noSuchInstanceType(name));
  }

  private void requireSameZone(NetworkInterface eni, Instance instance) {
    var zone = state.subnet(eni.subnet()).availabilityZone();
    if (!zone.equals(state.subnet(instance.subnet()).availabilityZone())) {
      throw Refusals.combination(
          "You may not attach a network interface to an instance if they are not in the same"
              + " availability zone");
    }
  }

  private void requireFreeSlot(Instance instance, Slot slot) {
    var type = instance.type();
    var cards = type.interfacesByCard();
    if (slot.networkCard() < 0 || slot.networkCard() >= cards.size()) {
      throw Refusals.invalid(
          "Network card index " + slot.networkCard() + " is invalid for " + type.name());
    }
    if (slot.deviceIndex() < 0) {
      throw Refusals.invalid("Device index " + slot.deviceIndex() + " is invalid");
    }
    var slots = state.instances().slots(instance.id());
    if (slots.containsKey(slot)) {
      throw Refusals.deviceInUse(instance.id(), slot);
    }
    var onCard =
        slots.keySet().stream().filter(used -> used.networkCard() == slot.networkCard()).count();
    if (onCard >= cards.get(slot.networkCard())) {
      throw Refusals.interfacesFull((int) onCard + 1, type.name());
    }
  }

  private static void requireCarries(InstanceTypeLimits type, NetworkInterface eni) {
    if (eni.addressCount() > type.limits().addressesPerInterface()) {
      throw Refusals.tooManyAddressesToAttach(eni.addressCount(), type.name());
    }
    if (!eni.prefixes().isEmpty() && !type.prefixes()) {
      throw Refusals.prefixesUnsupported(type.name());
    }
  }
}
