package io.warmwell.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What records and the kernel remember meets what EC2 says.
class PoolRecoveryTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final EniId PRIMARY = new EniId("eni-0");
  private static final EniId SECOND = new EniId("eni-1");

  private final Pool pool = new Pool(Duration.ofSeconds(30));

  @Test
  void aLeaseIsPutBackOnTheInterfaceThatOwnsItsAddressNow() {
    attach(PRIMARY, 0, "10.0.0.10/32", "10.0.0.11/32");

    var restored = pool.restore(lease("a", "10.0.0.11", SECOND, 1));

    var now = lease("a", "10.0.0.11", PRIMARY, 0);
    assertThat(restored).isEqualTo(new Restoration.Restored(false));
    assertThat(pool.assign(now.attachment(), START)).isEqualTo(new Assignment.Held(now));
    assertThat(pool.snapshot(START).assigned()).isEqualTo(1);
  }

  @Test
  void anAttachmentKeepsTheAddressItHasWhenARecordNamesAnother() {
    attach(PRIMARY, 0, "10.0.0.10/32", "10.0.0.11/32");
    var first = lease("a", "10.0.0.10", PRIMARY, 0);
    pool.restore(first);

    assertThat(pool.restore(lease("a", "10.0.0.11", PRIMARY, 0)))
        .isEqualTo(new Restoration.Conflict(first));

    assertThat(pool.leases()).containsExactly(first);
    assertThat(pool.snapshot(START).free()).isEqualTo(1);
  }

  @Test
  void aRecordAndTheKernelMaySayTheSame() {
    var lease = lease("a", "10.0.1.10", SECOND, 1);

    assertThat(pool.restore(lease)).isEqualTo(new Restoration.Restored(true));
    assertThat(pool.restore(lease)).isEqualTo(new Restoration.Restored(true));

    assertThat(pool.leases()).containsExactly(lease);
  }

  @Test
  void twoPodsCannotClaimOneAddressThatNoInterfaceOwns() {
    var first = lease("a", "10.0.1.10", SECOND, 1);
    pool.restore(first);

    assertThat(pool.restore(lease("b", "10.0.1.10", SECOND, 1)))
        .isEqualTo(new Restoration.Conflict(first));

    assertThat(pool.snapshot(START).strays()).containsExactly(first);
  }

  @Test
  void anAddressRightAboveABlockIsNotInIt() {
    attach(PRIMARY, 0, "10.0.0.0/28");

    assertThat(pool.restore(lease("a", "10.0.0.16", PRIMARY, 0)))
        .isEqualTo(new Restoration.Restored(true));
    assertThat(pool.restore(lease("b", "10.0.0.15", PRIMARY, 0)))
        .isEqualTo(new Restoration.Restored(false));
  }

  @Test
  void anAddressThatRestedBeforeARestartRestsOn() {
    attach(PRIMARY, 0, "10.0.0.10/32");

    pool.restoreCoolDown(address("10.0.0.10"), START.plusSeconds(10));

    assertThat(pool.snapshot(START.plusSeconds(9)).cooling()).isEqualTo(1);
    assertThat(pool.snapshot(START.plusSeconds(10)).free()).isEqualTo(1);
  }

  @Test
  void anOldCoolDownDoesNotEndALease() {
    attach(PRIMARY, 0, "10.0.0.10/32");
    var lease = lease("a", "10.0.0.10", PRIMARY, 0);
    pool.restore(lease);

    pool.restoreCoolDown(address("10.0.0.10"), START.plusSeconds(10));

    assertThat(pool.snapshot(START).assigned()).isEqualTo(1);
    assertThat(pool.leases()).containsExactly(lease);
  }

  @Test
  void anAddressThatNoInterfaceOwnsRestsTooAndSoDoesItWhenItTurnsUp() {
    var lease = lease("a", "10.0.1.10", SECOND, 1);
    pool.restore(lease);

    pool.release(lease.attachment().key(), START);

    assertThat(pool.coolDowns(START)).containsOnlyKeys(address("10.0.1.10"));
    attach(SECOND, 1, "10.0.1.10/32");
    assertThat(pool.snapshot(START.plusSeconds(29)).cooling()).isEqualTo(1);
    assertThat(pool.snapshot(START.plusSeconds(30)).free()).isEqualTo(1);
  }

  @Test
  void anInterfaceIsKnownFromItsAttachmentToItsRemoval() {
    assertThat(pool.knows(SECOND)).isFalse();

    attach(SECOND, 1);
    assertThat(pool.knows(SECOND)).isTrue();

    pool.removeInterface(SECOND);
    assertThat(pool.knows(SECOND)).isFalse();
  }

  @Test
  void anInterfaceIsAddedOnce() {
    attach(PRIMARY, 0);

    assertThatThrownBy(() -> attach(PRIMARY, 0)).hasMessage("interface is known: eni-0");
  }

  @Test
  void aLeaseIsRevokedOnce() {
    attach(PRIMARY, 0, "10.0.0.10/32");
    var lease = lease("a", "10.0.0.10", PRIMARY, 0);
    pool.restore(lease);
    pool.revoke(lease);

    assertThatThrownBy(() -> pool.revoke(lease))
        .hasMessage("not held: 10.0.0.10@eni-0=net/a/eth0(default/a)");
  }

  private void attach(EniId eni, int device, String... blocks) {
    pool.addInterface(
        new PooledInterface(eni, device, new SubnetId("subnet-1")),
        List.of(blocks).stream().map(Ipv4Prefix::parse).toList());
  }

  private static Lease lease(String container, String address, EniId eni, int device) {
    var attachment =
        new Attachment(
            new AttachmentKey("net", container, "eth0"),
            new PodName("default", container),
            "eni" + container);
    return new Lease(attachment, address(address), eni, device, START);
  }

  private static Ipv4Address address(String text) {
    return Ipv4Address.parse(text);
  }
}
