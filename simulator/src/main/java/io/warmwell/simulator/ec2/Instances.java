package io.warmwell.simulator.ec2;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.EniId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// The instances of the VPC and what is attached to them.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class Instances {
  private final NavigableMap<String, Instance> all = new TreeMap<>();
  private final Map<String, NavigableMap<Slot, EniId>> attached = new HashMap<>();
  private final Map<Ipv4Address, String> running = new HashMap<>();

  NavigableMap<String, Instance> all() {
    return Collections.unmodifiableNavigableMap(all);
  }

  Instance require(String id) {
    return find(id).orElseThrow(() -> Refusals.noSuchInstance(id));
  }

  Optional<Instance> find(String id) {
    return Optional.ofNullable(all.get(id));
  }

  /// The running instance whose primary interface has this primary address.
  Optional<Instance> at(Ipv4Address address) {
    return Optional.ofNullable(running.get(address)).map(this::require);
  }

  /// What hangs at which slot, including what is on its way there or away.
  NavigableMap<Slot, EniId> slots(String instanceId) {
    return Collections.unmodifiableNavigableMap(
        attached.getOrDefault(instanceId, Collections.emptyNavigableMap()));
  }

  void add(Instance instance) {
    all.put(instance.id(), instance);
    running.put(instance.address(), instance.id());
  }

  void terminate(Instance instance) {
    all.put(instance.id(), instance.terminated());
    attached.remove(instance.id());
    running.remove(instance.address());
  }

  void occupy(String instanceId, Slot slot, EniId eni) {
    attached.computeIfAbsent(instanceId, _ -> new TreeMap<>()).put(slot, eni);
  }

  void vacate(String instanceId, EniId eni) {
    attached.getOrDefault(instanceId, new TreeMap<>()).values().remove(eni);
  }
}
