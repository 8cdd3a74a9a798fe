package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SubnetAllocatorTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 300;
  private static final int RESERVED = 5;

  @Test
  void nothingIsGivenTwiceOrFromTheReservedAddresses() {
    for (var seed = 0; seed < SEEDS; seed++) {
      var random = new SplittableRandom(seed);
      var cidr = new Ipv4Prefix(Ipv4Address.parse("10.1.0.0"), 22 + random.nextInt(6));
      var allocator = new SubnetAllocator(cidr);
      var blocks = new ArrayList<Ipv4Prefix>();
      var owned = new HashSet<Ipv4Address>();

      for (var step = 0; step < STEPS; step++) {
        takeOrRelease(allocator, random, blocks, owned, "-Dseed=" + seed);

        assertThat(allocator.freeAddresses())
            .as("seed %d", seed)
            .isEqualTo(cidr.size() - RESERVED - owned.size());
      }
      assertThat(owned)
          .as("seed %d", seed)
          .allMatch(cidr::contains)
          .doesNotContain(cidr.base(), cidr.base().plus(1), cidr.base().plus(2))
          .doesNotContain(cidr.base().plus(3), cidr.last());
    }
  }

  @Test
  void aSubnetCanBeUsedUpToItsLastAddress() {
    var allocator = new SubnetAllocator(Ipv4Prefix.parse("10.0.0.0/24"));

    var taken = allocator.takeAddresses(256 - RESERVED, new SplittableRandom(1));

    assertThat(taken).doesNotHaveDuplicates().hasSize(251);
    assertThat(allocator.freeAddresses()).isZero();
    assertThat(allocator.freePrefixes()).isZero();
  }

  @Test
  void theFirstAndTheLastBlockHoldReservedAddresses() {
    var allocator = new SubnetAllocator(Ipv4Prefix.parse("10.0.0.0/24"));

    var taken = allocator.takePrefixes(14, new SplittableRandom(1));

    assertThat(taken)
        .doesNotHaveDuplicates()
        .doesNotContain(Ipv4Prefix.parse("10.0.0.0/28"), Ipv4Prefix.parse("10.0.0.240/28"));
    assertThat(allocator.freePrefixes()).isZero();
    assertThat(allocator.freeAddresses()).isEqualTo(2 * 16 - RESERVED);
  }

  @Test
  void aHalfUsedSubnetHasAddressesButNoPrefix() {
    var fragmented = 0;
    for (var seed = 0; seed < SEEDS; seed++) {
      var allocator = new SubnetAllocator(Ipv4Prefix.parse("10.0.0.0/24"));

      allocator.takeAddresses(128, new SplittableRandom(seed));

      assertThat(allocator.freeAddresses()).isEqualTo(123);
      fragmented += allocator.freePrefixes() == 0 ? 1 : 0;
    }
    assertThat(fragmented).isGreaterThan(SEEDS / 2);
  }

  @Test
  void aBlockIsWholeAgainWhenItsLastAddressIsBack() {
    var allocator = new SubnetAllocator(Ipv4Prefix.parse("10.0.0.0/26"));
    var first = Ipv4Prefix.parse("10.0.0.20/32");
    var second = Ipv4Prefix.parse("10.0.0.31/32");
    allocator.take(first);
    allocator.take(second);

    allocator.release(first);

    assertThat(allocator.freePrefixes()).isEqualTo(1);
    allocator.release(second);
    assertThat(allocator.freePrefixes()).isEqualTo(2);
    assertThat(allocator.isFree(Ipv4Prefix.parse("10.0.0.16/28"))).isTrue();
  }

  @Test
  void whatIsNotTakenCannotBeReleased() {
    var allocator = new SubnetAllocator(Ipv4Prefix.parse("10.0.0.0/26"));

    assertThatThrownBy(() -> allocator.release(Ipv4Prefix.parse("10.0.0.16/28")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> allocator.take(Ipv4Prefix.parse("10.0.0.0/28")))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/15", "10.0.0.0/29"})
  void aSubnetHasEc2sBounds(String cidr) {
    var prefix = Ipv4Prefix.parse(cidr);

    assertThatThrownBy(() -> new SubnetAllocator(prefix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(cidr);
  }

  private static void takeOrRelease(
      SubnetAllocator allocator,
      RandomGenerator random,
      List<Ipv4Prefix> blocks,
      Set<Ipv4Address> owned,
      String replay) {
    if (!blocks.isEmpty() && random.nextInt(5) < 2) {
      var block = blocks.remove(random.nextInt(blocks.size()));
      allocator.release(block);
      block.addresses().forEach(owned::remove);
      return;
    }
    var taken =
        random.nextBoolean()
            ? allocator.takeAddresses(Math.min(3, allocator.freeAddresses()), random)
            : allocator.takePrefixes(Math.min(2, allocator.freePrefixes()), random);
    for (var block : taken) {
      assertThat(block.addresses()).as(replay).noneMatch(owned::contains);
      block.addresses().forEach(owned::add);
      blocks.add(block);
    }
  }
}
