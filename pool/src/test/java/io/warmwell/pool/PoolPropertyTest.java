package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Random histories against a plain model of what must hold. A failing history is named by its
/// seed: `-Dseed=N` runs it alone.
class PoolPropertyTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 400;
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);

  @TestFactory
  List<DynamicTest> noAddressIsSharedReusedTooEarlyOrTakenFromItsHolder() {
    var only = Long.getLong("seed");
    var seeds = only == null ? LongStream.range(0, SEEDS) : LongStream.of(only);
    return seeds
        .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> new History(seed).run()))
        .toList();
  }

  private static final class History {
    private final RandomGenerator random;
    private final Pool pool = new Pool(COOL_DOWN);
    private final Map<AttachmentKey, Ipv4Address> held = new HashMap<>();
    private final Map<Ipv4Address, Instant> rests = new HashMap<>();
    private final int containers;
    private Instant now = Instant.EPOCH;

    History(long seed) {
      random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
      containers = 2 + (int) seed / 4;
      for (var device = 0; device < 3; device++) {
        var facts = new PooledInterface(eni(device), device, new SubnetId("subnet-1"));
        pool.addInterface(facts, List.of(prefix(device, 0)));
      }
    }

    void run() {
      for (var step = 0; step < STEPS; step++) {
        now = now.plusMillis(random.nextInt(4000));
        var attachment = attachment(random.nextInt(containers));
        switch (random.nextInt(5)) {
          case 0, 1 -> assign(attachment);
          case 2 -> release(attachment.key());
          case 3 -> changeBlocks(random.nextInt(3), random.nextInt(4));
          case 4 -> snapshotAddsUp();
        }
      }
    }

    private void assign(Attachment attachment) {
      var before = held.get(attachment.key());
      switch (pool.assign(attachment, now)) {
        case Assignment.Granted(Lease lease) -> {
          assertThat(before).isNull();
          assertThat(held.values()).doesNotContain(lease.address());
          assertThat(rests.getOrDefault(lease.address(), now)).isBeforeOrEqualTo(now);
          held.put(attachment.key(), lease.address());
        }
        case Assignment.Held(Lease lease) -> assertThat(lease.address()).isEqualTo(before);
        case Assignment.NoneFree() -> assertThat(pool.snapshot(now).free()).isZero();
      }
    }

    private void release(AttachmentKey key) {
      var released = pool.release(key, now).map(Lease::address);
      assertThat(released.orElse(null)).isEqualTo(held.remove(key));
      released.ifPresent(address -> rests.put(address, now.plus(COOL_DOWN)));
    }

    private void changeBlocks(int device, int block) {
      var prefix = prefix(device, block);
      if (!pool.blocks(eni(device)).contains(prefix)) {
        pool.addBlocks(eni(device), List.of(prefix));
        return;
      }
      var inUse =
          held.values().stream().anyMatch(prefix::contains)
              || rests.entrySet().stream()
                  .anyMatch(
                      rest -> prefix.contains(rest.getKey()) && now.isBefore(rest.getValue()));
      var withdrawn = pool.withdraw(eni(device), List.of(prefix), now);
      assertThat(withdrawn).isEqualTo(!inUse);
      if (withdrawn && random.nextBoolean()) {
        pool.removeBlocks(eni(device), List.of(prefix));
      } else if (withdrawn) {
        pool.reinstate(eni(device), List.of(prefix));
      }
    }

    private void snapshotAddsUp() {
      var snapshot = pool.snapshot(now);
      assertThat(snapshot.assigned()).isEqualTo(held.size());
      assertThat(snapshot.strays()).isEmpty();
      assertThat(snapshot.total() + snapshot.withdrawn())
          .isEqualTo(snapshot.blocks().mapToInt(view -> view.kind().size()).sum());
      assertThat(pool.coolDowns(now)).hasSize(snapshot.cooling());
    }
  }

  private static EniId eni(int device) {
    return new EniId("eni-" + device);
  }

  private static Ipv4Prefix prefix(int device, int block) {
    var base = Ipv4Address.parse("10.0." + device + ".0").plus(16L * block);
    return new Ipv4Prefix(base, block % 2 == 0 ? 28 : 32);
  }

  private static Attachment attachment(int container) {
    return new Attachment(
        new AttachmentKey("net", "c" + container, "eth0"),
        new PodName("default", "p" + container),
        "eni" + container);
  }
}
