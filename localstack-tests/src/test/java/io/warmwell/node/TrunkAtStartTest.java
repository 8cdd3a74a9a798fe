package io.warmwell.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.effects.DeviceIndexes;
import io.warmwell.ipamd.effects.EffectRunner;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.ipamd.start.Recovery;
import io.warmwell.ipamd.start.Stock;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.simulator.disk.MemoryFolder;
import io.warmwell.simulator.ec2.CreateInterface;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A daemon that starts on a node to which a trunk and an ordinary interface are attached.
final class TrunkAtStartTest {
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SimulatedEc2 ec2 = SmallVpc.ec2(SmallVpc.ROOMY, () -> now);
  private final String instance = SmallVpc.run(ec2).id();
  private final Routed routed = new Routed();

  @Test
  void theTrunkTakesAPlaceAndServesNoPods() throws InterruptedException {
    var trunk = attach(Interface.Type.TRUNK, 1);
    var ordinary = attach(Interface.Type.INTERFACE, 2);

    var stock = stock();
    var pool = new Pool(COOL_DOWN);
    stock.fill(pool);

    assertThat(stock.foreign()).isEqualTo(1);
    assertThat(stock.trunks()).isEqualTo(1);
    assertThat(pool.knows(trunk)).isFalse();
    assertThat(pool.knows(ordinary)).isTrue();
    assertThat(routed.interfaces).hasSize(2).contains(ordinary).doesNotContain(trunk);
    assertThat(ec2.callsByAction()).doesNotContainKey("DetachNetworkInterface");
  }

  @Test
  void anInterfaceOfAnotherOwnerIsNoTrunk() throws InterruptedException {
    attach(Interface.Type.EFA, 1);

    var stock = stock();

    assertThat(stock.foreign()).isEqualTo(1);
    assertThat(stock.trunks()).isZero();
  }

  @Test
  void whatIsRememberedOnATrunkStaysWithItsPod() throws InterruptedException {
    var trunk = ec2.port().describe(attach(Interface.Type.TRUNK, 1));
    var pool = new Pool(COOL_DOWN);
    stock().fill(pool);
    var pod =
        new Attachment(new AttachmentKey("net", "a", "eth0"), new PodName("default", "a"), "enia");
    var lease = new Lease(pod, trunk.addresses().getFirst(), trunk.id(), 1, now);

    new Recovery(pool, new NothingToRecord())
        .restore(List.of(new Entry.Granted(lease)), List.of(lease), now);

    assertThat(pool.snapshot(now).strays()).containsExactly(lease);
  }

  private EniId attach(Interface.Type type, int deviceIndex) {
    var request =
        new CreateInterface(
            SmallVpc.SUBNET,
            type,
            new CreateInterface.Primary.Any(),
            new Wanted.AddressCount(2),
            List.of(),
            "of a test",
            Map.of(Interface.INSTANCE_TAG, instance),
            "");
    var eni = ec2.createNetworkInterface(request).id();
    ec2.port().attach(eni, instance, deviceIndex);
    pass(Duration.ofMinutes(1));
    return eni;
  }

  private Stock stock() throws InterruptedException {
    var lifecycle = new InterfaceLifecycle(ec2.port(), instance, this::pass, new Random(1));
    var intents = Intents.open(new MemoryFolder("/memory", new MemoryFolder.Fate() {}), instance);
    return Stock.take(
        new EffectRunner.World(ec2.port(), lifecycle, routed, new DeviceIndexes(), intents),
        SmallVpc.BIRTHS);
  }

  private void pass(Duration length) {
    now = now.plus(length);
    ec2.advance();
  }

  private static final class NothingToRecord implements Records {
    @Override
    public void granted(Lease lease) {
      throw new AssertionError("granted: " + lease);
    }

    @Override
    public void released(Lease lease, Instant restsUntil) {
      throw new AssertionError("released: " + lease);
    }
  }

  private static final class Routed implements HostNetwork {
    private final List<EniId> interfaces = new ArrayList<>();

    @Override
    public void addInterface(Interface eni, int deviceIndex) {
      interfaces.add(eni.id());
    }

    @Override
    public void removeInterface(int deviceIndex) {
      throw new AssertionError("nothing is to go: device=" + deviceIndex);
    }

    @Override
    public void rewire(Lease lease) {
      throw new AssertionError("nothing is to be rewired: " + lease);
    }

    @Override
    public Use useOf(EniId eni, List<Ipv4Prefix> blocks) {
      return new Use(List.of(), List.of());
    }
  }
}
