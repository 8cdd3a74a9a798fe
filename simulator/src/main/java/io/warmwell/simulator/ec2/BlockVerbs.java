package io.warmwell.simulator.ec2;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.Wanted.AddressCount;
import io.warmwell.simulator.ec2.Wanted.Addresses;
import io.warmwell.simulator.ec2.Wanted.PrefixCount;
import io.warmwell.simulator.ec2.Wanted.Prefixes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

/// How secondary addresses and prefixes come to interfaces and leave them. A request is carried out
/// whole or not at all.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2].
final class BlockVerbs {
  private final VpcState state;

  BlockVerbs(VpcState state) {
    this.state = state;
  }

  /// EC2: AssignPrivateIpAddresses. Returns the new blocks only, single addresses as /32s.
  List<Ipv4Prefix> assign(EniId eni, Wanted wanted) {
    var before = state.interfaces().require(eni);
    if (wanted.places() < 1) {
      throw Refusals.invalid("The number of addresses or prefixes to assign must be at least 1");
    }
    requireRoom(before, wanted);
    var blocks = take(before.subnet(), wanted, Refusals::noFreePrefix);
    var after =
        before.withBlocks(
            joined(before.addresses(), addressesOf(blocks)),
            joined(before.prefixes(), prefixesOf(blocks)));
    state.interfaces().put(after);
    if (after.linked()) {
      blocks.forEach(block -> state.announceAssigned(eni, block));
    }
    return blocks;
  }

  /// EC2: UnassignPrivateIpAddresses. Single addresses are given as /32s.
  void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    var before = state.interfaces().require(eni);
    requireSecondary(before, blocks);
    var addresses = new ArrayList<>(before.addresses());
    var prefixes = new ArrayList<>(before.prefixes());
    addresses.removeAll(addressesOf(blocks));
    prefixes.removeAll(prefixesOf(blocks));
    var after = before.withBlocks(addresses, prefixes);
    state.interfaces().put(after);
    blocks.forEach(state.allocator(before.subnet())::release);
    if (after.linked()) {
      blocks.forEach(block -> state.announceUnassigned(eni, block));
    }
  }

  /// Takes what is wanted from a subnet. The two calls that do so refuse a lack of /28s
  /// differently.
  List<Ipv4Prefix> take(SubnetId subnet, Wanted wanted, Supplier<RefusedException> noFreePrefix) {
    var allocator = state.allocator(subnet);
    return switch (wanted) {
      case AddressCount(int count) -> {
        if (allocator.freeAddresses() < count) {
          throw Refusals.subnetExhausted(subnet);
        }
        yield allocator.takeAddresses(count, state.random());
      }
      case PrefixCount(int count) -> {
        if (allocator.freePrefixes() < count) {
          throw noFreePrefix.get();
        }
        yield allocator.takePrefixes(count, state.random());
      }
      case Addresses(var named) ->
          takeNamed(subnet, named.stream().map(Ipv4Address::toPrefix).toList());
      case Prefixes(var named) -> {
        named.forEach(BlockVerbs::requirePrefixLength);
        yield takeNamed(subnet, named);
      }
    };
  }

  static List<Ipv4Address> addressesOf(List<Ipv4Prefix> blocks) {
    return blocks.stream()
        .filter(block -> block.length() == Ipv4Address.BITS)
        .map(Ipv4Prefix::base)
        .toList();
  }

  static List<Ipv4Prefix> prefixesOf(List<Ipv4Prefix> blocks) {
    return blocks.stream().filter(block -> block.length() != Ipv4Address.BITS).toList();
  }

  private List<Ipv4Prefix> takeNamed(SubnetId subnet, List<Ipv4Prefix> blocks) {
    var cidr = state.subnet(subnet).cidr();
    var allocator = state.allocator(subnet);
    requireDistinct(blocks);
    for (var block : blocks) {
      if (!cidr.contains(block)) {
        throw Refusals.invalid("Address " + block + " does not fall within the subnet " + cidr);
      }
      if (allocator.isReserved(block.base()) || allocator.isReserved(block.last())) {
        throw Refusals.invalid("Address " + block + " is in subnet's reserved address range");
      }
      if (!allocator.isFree(block)) {
        throw Refusals.taken(block);
      }
    }
    blocks.forEach(allocator::take);
    return blocks;
  }

  private static void requirePrefixLength(Ipv4Prefix prefix) {
    if (prefix.length() != SubnetAllocator.PREFIX_LENGTH) {
      throw Refusals.invalid("Ipv4Prefix " + prefix + " is invalid. It must be a /28");
    }
  }

  private static void requireDistinct(List<Ipv4Prefix> blocks) {
    if (new HashSet<>(blocks).size() != blocks.size()) {
      throw Refusals.invalid("Duplicate addresses in " + blocks);
    }
  }

  /// Only an attached interface has a limit, that of its instance's type.
  private void requireRoom(NetworkInterface eni, Wanted wanted) {
    if (!(eni.attachment() instanceof Attachment.To to)) {
      return;
    }
    var type = state.instances().require(to.instanceId()).type();
    if (eni.addressCount() + wanted.places() > type.limits().addressesPerInterface()) {
      throw Refusals.addressesFull();
    }
    switch (wanted) {
      case AddressCount _, Addresses _ -> {}
      case PrefixCount _, Prefixes _ -> {
        if (!type.prefixes()) {
          throw Refusals.prefixesUnsupported(type.name());
        }
      }
    }
  }

  private static void requireSecondary(NetworkInterface eni, List<Ipv4Prefix> blocks) {
    requireDistinct(blocks);
    if (blocks.isEmpty()) {
      throw Refusals.missing("PrivateIpAddress");
    }
    if (blocks.contains(eni.primary().toPrefix())) {
      throw Refusals.invalid(
          "The primary address " + eni.primary() + " of " + eni.id() + " cannot be unassigned");
    }
    var owned = new HashSet<>(eni.prefixes());
    eni.addresses().forEach(address -> owned.add(address.toPrefix()));
    var strangers = blocks.stream().filter(block -> !owned.contains(block)).toList();
    if (!strangers.isEmpty()) {
      throw Refusals.invalid("Some of " + strangers + " are not assigned to interface " + eni.id());
    }
  }

  private static <T> List<T> joined(List<T> first, List<T> second) {
    var both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
