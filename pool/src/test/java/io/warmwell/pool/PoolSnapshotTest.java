package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolSnapshotTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final SubnetId SUBNET = new SubnetId("subnet-1");
  private static final SubnetId OTHER_SUBNET = new SubnetId("subnet-2");

  private final Pool pool = new Pool(Duration.ofSeconds(30));

  @Test
  void interfacesComeInTheOrderOfTheirDevices() {
    attach("eni-a", 2, OTHER_SUBNET);
    attach("eni-b", 1, SUBNET);
    attach("eni-c", 0, SUBNET);

    assertThat(snapshot().interfaces())
        .extracting(view -> view.facts().eni().value())
        .containsExactly("eni-c", "eni-b", "eni-a");
  }

  @Test
  void whatIsOnItsWayBackIsCountedApart() {
    var going = Ipv4Prefix.parse("10.0.0.0/28");
    attach("eni-a", 0, SUBNET, "10.0.0.0/28", "10.0.0.32/32");

    pool.withdraw(new EniId("eni-a"), List.of(going), START);

    assertThat(snapshot().withdrawn()).isEqualTo(16);
    assertThat(snapshot().total()).isEqualTo(1);
    assertThat(snapshot().interfaces().getFirst().isIdle()).isFalse();
  }

  @Test
  void interfacesAreBornInTheSubnetOfThePrimary() {
    attach("eni-a", 1, OTHER_SUBNET);
    assertThat(snapshot().primary()).isEmpty();

    attach("eni-b", 0, SUBNET);
    assertThat(snapshot().primary().map(PooledInterface::subnet)).contains(SUBNET);
  }

  @Test
  void anInterfacesSubnetIsKnownWhileItIsHere() {
    attach("eni-a", 0, SUBNET);
    attach("eni-b", 1, OTHER_SUBNET);

    assertThat(snapshot().subnetOf(new EniId("eni-b"))).contains(OTHER_SUBNET);
    assertThat(snapshot().subnetOf(new EniId("eni-c"))).isEmpty();
  }

  @Test
  void nothingCoolsWhereNothingWasReleased() {
    attach("eni-a", 0, SUBNET, "10.0.0.32/32");

    assertThat(pool.nextCooled(START)).isEmpty();
  }

  private PoolSnapshot snapshot() {
    return pool.snapshot(START);
  }

  private void attach(String eni, int device, SubnetId subnet, String... blocks) {
    pool.addInterface(
        new PooledInterface(new EniId(eni), device, subnet),
        List.of(blocks).stream().map(Ipv4Prefix::parse).toList());
  }
}
