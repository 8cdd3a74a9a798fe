package io.warmwell.simulator.ec2;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Everything that the simulated EC2 remembers, shared by its verbs.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class VpcState {
  private final VpcConfiguration configuration;
  private final NavigableMap<String, SubnetConfiguration> subnets = new TreeMap<>();
  private final NavigableMap<String, SecurityGroup> groups = new TreeMap<>();
  private final NavigableMap<String, SubnetAllocator> allocators = new TreeMap<>();
  private final Interfaces interfaces = new Interfaces();
  private final Instances instances = new Instances();
  private final List<VpcListener> listeners = new ArrayList<>();
  private final RandomGenerator random;
  private final Ids ids;

  VpcState(VpcConfiguration configuration, long seed) {
    this.configuration = configuration;
    this.random = new SplittableRandom(seed);
    this.ids = new Ids(random.nextLong());
    for (var subnet : configuration.subnets()) {
      subnets.put(subnet.id().value(), subnet);
      allocators.put(subnet.id().value(), new SubnetAllocator(subnet.cidr()));
    }
    configuration.securityGroups().forEach(group -> groups.put(group.id(), group));
  }

  VpcConfiguration configuration() {
    return configuration;
  }

  NavigableMap<String, SubnetConfiguration> subnets() {
    return subnets;
  }

  NavigableMap<String, SecurityGroup> groups() {
    return groups;
  }

  Interfaces interfaces() {
    return interfaces;
  }

  Instances instances() {
    return instances;
  }

  RandomGenerator random() {
    return random;
  }

  Ids ids() {
    return ids;
  }

  void tag(SubnetId id, Map<String, String> tags) {
    var was = subnet(id);
    subnets.put(
        id.value(),
        new SubnetConfiguration(id, was.cidr(), was.ipv6Cidr(), was.availabilityZone(), tags));
  }

  SubnetConfiguration subnet(SubnetId id) {
    var subnet = subnets.get(id.value());
    if (subnet == null) {
      throw Refusals.noSuchSubnet(id);
    }
    return subnet;
  }

  SubnetAllocator allocator(SubnetId id) {
    var allocator = allocators.get(id.value());
    if (allocator == null) {
      throw Refusals.noSuchSubnet(id);
    }
    return allocator;
  }

  /// The groups that were named, or the default one.
  List<String> groupsOrDefault(List<String> named) {
    named.forEach(this::requireGroup);
    return named.isEmpty() ? List.of(configuration.securityGroups().getFirst().id()) : named;
  }

  private void requireGroup(String id) {
    if (!groups.containsKey(id)) {
      throw Refusals.noSuchGroup(id);
    }
  }

  void listen(VpcListener listener) {
    listeners.add(listener);
  }

  void announceAttached(String instanceId, Interface attached, int deviceIndex) {
    listeners.forEach(listener -> listener.attached(instanceId, attached, deviceIndex));
  }

  void announceDetached(String instanceId, EniId eni) {
    listeners.forEach(listener -> listener.detached(instanceId, eni));
  }

  void announceAssigned(EniId eni, Ipv4Prefix block) {
    listeners.forEach(listener -> listener.assigned(eni, block));
  }

  void announceUnassigned(EniId eni, Ipv4Prefix block) {
    listeners.forEach(listener -> listener.unassigned(eni, block));
  }

  void announceAssigned(EniId eni, Ipv6Prefix prefix) {
    listeners.forEach(listener -> listener.assigned(eni, prefix));
  }

  void announceUnassigned(EniId eni, Ipv6Prefix prefix) {
    listeners.forEach(listener -> listener.unassigned(eni, prefix));
  }
}
