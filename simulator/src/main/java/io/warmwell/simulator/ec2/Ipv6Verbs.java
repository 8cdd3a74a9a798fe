package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// How /80 prefixes come to interfaces and leave them; single IPv6 addresses are not simulated. A
/// request is carried out whole or not at all.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class Ipv6Verbs {
  /// Length of the prefixes that EC2 delegates.
  private static final int PREFIX_LENGTH = 80;

  /// The /80s of a /64, but the first and the last, in which EC2 keeps addresses for itself.
  private static final int PREFIXES_OF_SUBNET = (1 << (PREFIX_LENGTH - Long.SIZE)) - 2;

  private final VpcState state;

  Ipv6Verbs(VpcState state) {
    this.state = state;
  }

  /// EC2: AssignIpv6Addresses with Ipv6PrefixCount. Returns the new prefixes.
  List<Ipv6Prefix> assign(EniId eni, int count) {
    var before = state.interfaces().require(eni);
    if (count < 1) {
      throw Refusals.invalid("The number of prefixes to assign must be at least 1");
    }
    requireRoom(before, count);
    return add(before, take(before.subnet(), count));
  }

  /// The same, of these very prefixes. Returns them.
  List<Ipv6Prefix> assign(EniId eni, List<Ipv6Prefix> named) {
    var before = state.interfaces().require(eni);
    requireRoom(before, named.size());
    requireFree(before.subnet(), named);
    return add(before, named);
  }

  private List<Ipv6Prefix> add(NetworkInterface before, List<Ipv6Prefix> added) {
    var eni = before.id();
    var all = new ArrayList<>(before.ipv6Prefixes());
    all.addAll(added);
    var after = before.withIpv6Prefixes(all);
    state.interfaces().put(after);
    if (after.linked()) {
      added.forEach(prefix -> state.announceAssigned(eni, prefix));
    }
    return added;
  }

  /// EC2: UnassignIpv6Addresses.
  void unassign(EniId eni, List<Ipv6Prefix> prefixes) {
    var before = state.interfaces().require(eni);
    var strangers =
        prefixes.stream().filter(prefix -> !before.ipv6Prefixes().contains(prefix)).toList();
    if (prefixes.isEmpty() || !strangers.isEmpty()) {
      throw Refusals.invalid("Some of " + prefixes + " are not assigned to interface " + eni);
    }
    var left = new ArrayList<>(before.ipv6Prefixes());
    left.removeAll(prefixes);
    var after = before.withIpv6Prefixes(left);
    state.interfaces().put(after);
    if (after.linked()) {
      prefixes.forEach(prefix -> state.announceUnassigned(eni, prefix));
    }
  }

  private List<Ipv6Prefix> take(SubnetId subnet, int count) {
    var cidr = cidr(subnet);
    var taken = taken(subnet);
    if (PREFIXES_OF_SUBNET - taken.size() < count) {
      throw Refusals.noFreePrefix();
    }
    var chosen = new ArrayList<Ipv6Prefix>(count);
    while (chosen.size() < count) {
      var prefix = prefix(cidr, 1 + state.random().nextInt(PREFIXES_OF_SUBNET));
      if (taken.add(prefix)) {
        chosen.add(prefix);
      }
    }
    return chosen;
  }

  private void requireFree(SubnetId subnet, List<Ipv6Prefix> named) {
    var taken = taken(subnet);
    for (var prefix : named) {
      if (prefix.length() != PREFIX_LENGTH || !cidr(subnet).contains(prefix)) {
        throw Refusals.invalid("Ipv6Prefix " + prefix + " is no /80 of the subnet");
      }
      if (!taken.add(prefix)) {
        throw Refusals.invalid("Ipv6Prefix " + prefix + " is already assigned");
      }
    }
  }

  private Ipv6Prefix cidr(SubnetId subnet) {
    return state
        .subnet(subnet)
        .ipv6Cidr()
        .orElseThrow(() -> Refusals.invalid("The subnet '" + subnet + "' has no IPv6 CIDR block"));
  }

  private Set<Ipv6Prefix> taken(SubnetId subnet) {
    return state.interfaces().all().values().stream()
        .filter(eni -> eni.subnet().equals(subnet))
        .flatMap(eni -> eni.ipv6Prefixes().stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Ipv6Prefix prefix(Ipv6Prefix subnet, int number) {
    var low = (long) number << (Ipv6Address.BITS - PREFIX_LENGTH);
    return new Ipv6Prefix(new Ipv6Address(subnet.base().high(), low), PREFIX_LENGTH);
  }

  /// Only an attached interface has a limit, that of its instance's type, which is the same for
  /// both families on all but a few types.
  private void requireRoom(NetworkInterface eni, int count) {
    if (eni.attachment() instanceof Attachment.To to) {
      var type = state.instances().require(to.instanceId()).type();
      if (!type.prefixes()) {
        throw Refusals.prefixesUnsupported(type.name());
      }
      if (eni.ipv6Prefixes().size() + count > type.limits().addressesPerInterface()) {
        throw Refusals.addressesFull();
      }
    }
  }
}
