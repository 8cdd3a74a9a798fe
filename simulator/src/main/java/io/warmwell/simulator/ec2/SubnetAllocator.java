package io.warmwell.simulator.ec2;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// Which addresses of one subnet are taken.
///
/// Not thread-safe: guarded by the lock of [SimulatedEc2]. EC2 keeps the first four addresses and
/// the last one for itself, hands out single addresses in no order, and prefixes only as aligned
/// /28s in which nothing is taken; so single addresses fragment a subnet long before it is full.
final class SubnetAllocator {
  /// Length of the prefixes that EC2 delegates.
  static final int PREFIX_LENGTH = 28;

  /// EC2's bounds for the length of a subnet's CIDR.
  private static final int LARGEST_SUBNET = 16;

  private static final int PREFIX_SIZE = 16;
  private static final int RESERVED_AT_START = 4;

  private final Ipv4Prefix cidr;
  private final int size;
  private final BitSet taken;
  private final BitSet touchedBlocks;
  private int free;

  /// @throws IllegalArgumentException if the CIDR is not a /16 to /28
  SubnetAllocator(Ipv4Prefix cidr) {
    if (cidr.length() < LARGEST_SUBNET || cidr.length() > PREFIX_LENGTH) {
      throw new IllegalArgumentException("a subnet is a /16 to /28, not " + cidr);
    }
    this.cidr = cidr;
    this.size = (int) cidr.size();
    this.taken = new BitSet(size);
    this.touchedBlocks = new BitSet(size / PREFIX_SIZE);
    this.free = size;
    for (var offset = 0; offset < RESERVED_AT_START; offset++) {
      take(cidr.base().plus(offset).toPrefix());
    }
    take(cidr.last().toPrefix());
  }

  int freeAddresses() {
    return free;
  }

  int freePrefixes() {
    return size / PREFIX_SIZE - touchedBlocks.cardinality();
  }

  boolean isReserved(Ipv4Address address) {
    var offset = offset(address);
    return offset < RESERVED_AT_START || offset == size - 1;
  }

  boolean isFree(Ipv4Prefix block) {
    var first = offset(block.base());
    var next = taken.nextSetBit(first);
    return cidr.contains(block) && (next < 0 || next >= first + (int) block.size());
  }

  /// Takes that many single addresses; the caller has checked [#freeAddresses].
  List<Ipv4Prefix> takeAddresses(int count, RandomGenerator random) {
    var chosen = new ArrayList<Ipv4Prefix>(count);
    for (var i = 0; i < count; i++) {
      var offset = anyClear(taken, size, random);
      var block = cidr.base().plus(offset).toPrefix();
      take(block);
      chosen.add(block);
    }
    return chosen;
  }

  /// Takes that many /28s; the caller has checked [#freePrefixes].
  List<Ipv4Prefix> takePrefixes(int count, RandomGenerator random) {
    var chosen = new ArrayList<Ipv4Prefix>(count);
    for (var i = 0; i < count; i++) {
      var blockIndex = anyClear(touchedBlocks, size / PREFIX_SIZE, random);
      var base = cidr.base().plus((long) blockIndex * PREFIX_SIZE);
      var block = new Ipv4Prefix(base, PREFIX_LENGTH);
      take(block);
      chosen.add(block);
    }
    return chosen;
  }

  /// Takes a /32 or /28 that the caller has found free.
  void take(Ipv4Prefix block) {
    if (!isFree(block)) {
      throw new IllegalStateException("taken twice: " + block + " of " + cidr);
    }
    var first = offset(block.base());
    taken.set(first, first + (int) block.size());
    touchedBlocks.set(first / PREFIX_SIZE);
    free -= (int) block.size();
  }

  /// Gives a /32 or /28 back.
  void release(Ipv4Prefix block) {
    var first = offset(block.base());
    var end = first + (int) block.size();
    if (!cidr.contains(block) || taken.nextClearBit(first) < end) {
      throw new IllegalStateException("not taken: " + block + " of " + cidr);
    }
    taken.clear(first, end);
    free += (int) block.size();
    var start = first / PREFIX_SIZE * PREFIX_SIZE;
    var next = taken.nextSetBit(start);
    if (next < 0 || next >= start + PREFIX_SIZE) {
      touchedBlocks.clear(first / PREFIX_SIZE);
    }
  }

  private int offset(Ipv4Address address) {
    return address.bits() - cidr.base().bits() & (size - 1);
  }

  private static int anyClear(BitSet set, int bound, RandomGenerator random) {
    var found = set.nextClearBit(random.nextInt(bound));
    return found < bound ? found : set.nextClearBit(0);
  }
}
