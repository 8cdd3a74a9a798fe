package io.warmwell.ipamd.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.pool.Assignment;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecoveryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant RESTS_UNTIL = NOW.plusSeconds(30);
  private static final EniId PRIMARY = new EniId("eni-0");

  private final Pool pool = new Pool(Duration.ofSeconds(30));
  private final List<Lease> recorded = new ArrayList<>();
  private final Map<Ipv4Address, Instant> ended = new HashMap<>();
  private final Recovery recovery =
      new Recovery(
          pool,
          new Records() {
            @Override
            public void granted(Lease lease) {
              recorded.add(lease);
            }

            @Override
            public void released(Lease lease, Instant restsUntil) {
              ended.put(lease.address(), restsUntil);
            }
          });

  @Test
  void theJournalBringsBackLeasesAndCoolDowns() {
    own("10.0.0.10/32", "10.0.0.11/32");
    var lease = lease("a", "10.0.0.10");
    var resting = new Entry.Resting(Ipv4Address.parse("10.0.0.11"), NOW.plusSeconds(9));

    recovery.restore(List.of(new Entry.Granted(lease), resting), List.of(lease), RESTS_UNTIL);

    assertThat(pool.leases()).containsExactly(lease);
    assertThat(pool.assign(lease("b", "0.0.0.0").attachment(), NOW.plusSeconds(8)))
        .isEqualTo(new Assignment.NoneFree());
    assertThat(recorded).isEmpty();
  }

  @Test
  void aLeaseThatOnlyTheKernelKnowsIsRecordedAgain() {
    own("10.0.0.10/32");
    var lease = lease("a", "10.0.0.10");

    recovery.restore(List.of(), List.of(lease), RESTS_UNTIL);

    assertThat(pool.leases()).containsExactly(lease);
    assertThat(recorded).containsExactly(lease);
  }

  @Test
  void aLeaseWhoseAddressEc2DoesNotListIsKept() {
    own();
    var lease = lease("a", "10.0.0.10");

    recovery.restore(List.of(new Entry.Granted(lease)), List.of(), RESTS_UNTIL);

    assertThat(pool.snapshot(NOW).strays()).containsExactly(lease);
  }

  @Test
  void whereTheCopiesContradictTheKernelIsBelieved() {
    own("10.0.0.10/32", "10.0.0.11/32");
    var wired = lease("b", "10.0.0.10");
    var moved = lease("c", "10.0.0.11");

    recovery.restore(
        List.of(
            new Entry.Granted(lease("a", "10.0.0.10")), new Entry.Granted(lease("c", "10.0.0.12"))),
        List.of(wired, moved),
        RESTS_UNTIL);

    assertThat(pool.leases()).containsExactly(wired, moved);
    assertThat(recorded).containsExactly(wired, moved);
    assertThat(ended.keySet())
        .containsExactlyInAnyOrder(Ipv4Address.parse("10.0.0.10"), Ipv4Address.parse("10.0.0.12"));
  }

  @Test
  void theAddressOfAContradictedLeaseRestsFirst() {
    own("10.0.0.11/32", "10.0.0.12/32");
    var moved = lease("c", "10.0.0.11");

    recovery.restore(
        List.of(new Entry.Granted(lease("c", "10.0.0.12"))), List.of(moved), RESTS_UNTIL);

    assertThat(ended).containsExactly(Map.entry(Ipv4Address.parse("10.0.0.12"), RESTS_UNTIL));
    assertThat(pool.assign(lease("d", "0.0.0.0").attachment(), NOW))
        .isEqualTo(new Assignment.NoneFree());
  }

  private void own(String... blocks) {
    pool.addInterface(
        new PooledInterface(PRIMARY, 0, new SubnetId("subnet-1")),
        List.of(blocks).stream().map(Ipv4Prefix::parse).toList());
  }

  private static Lease lease(String container, String address) {
    var attachment =
        new Attachment(
            new AttachmentKey("net", container, "eth0"),
            new PodName("default", container),
            "eni" + container);
    return new Lease(attachment, Ipv4Address.parse(address), PRIMARY, 0, NOW);
  }
}
