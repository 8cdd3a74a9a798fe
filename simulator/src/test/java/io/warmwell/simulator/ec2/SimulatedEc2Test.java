package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.simulator.ec2.Latencies.Latency;
import io.warmwell.simulator.ec2.Wanted.AddressCount;
import io.warmwell.simulator.ec2.Wanted.Addresses;
import io.warmwell.simulator.ec2.Wanted.PrefixCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SimulatedEc2Test {
  private static final Duration ATTACH = Duration.ofSeconds(3);
  private static final Duration DETACH = Duration.ofSeconds(2);

  private final TestWorld world =
      new TestWorld(3, new Latencies(new Latency(ATTACH, ATTACH), new Latency(DETACH, DETACH)));
  private final SimulatedEc2 ec2 = world.ec2();

  @Test
  void anAttachmentTakesItsTime() {
    var instance = world.launch(TestWorld.TYPE);
    var eni = world.create(TestWorld.SUBNET, new AddressCount(1));
    ec2.attachNetworkInterface(eni, instance.id(), new Slot(0, 1));

    world.pass(ATTACH.minusNanos(1));
    var before = status(eni);
    world.pass(Duration.ofNanos(1));
    var after = status(eni);

    assertThat(before).isEqualTo("attaching");
    assertThat(after).isEqualTo("in-use");
    assertThat(world.heard())
        .containsExactly(
            "attached " + instance.primaryEni() + " device 0", "attached " + eni + " device 1");
  }

  @Test
  void aChangeTakesEffectWhenTheDriverAsksForIt() {
    var instance = world.launch(TestWorld.TYPE);
    var eni = world.create(TestWorld.SUBNET, Wanted.NOTHING);
    ec2.attachNetworkInterface(eni, instance.id(), new Slot(0, 1));

    var due = ec2.nextDue();
    world.pass(ATTACH);
    ec2.advance();

    assertThat(due).contains(TestWorld.START.plus(ATTACH));
    assertThat(ec2.nextDue()).isEmpty();
    assertThat(world.heard()).contains("attached " + eni + " device 1");
  }

  @Test
  void aDetachmentTakesItsTimeAndForbidsDeletionUntilThen() {
    var instance = world.launch(TestWorld.TYPE);
    var eni = attached(instance, 1);
    ec2.detachNetworkInterface(attachment(eni).id());

    assertThatThrownBy(() -> ec2.deleteNetworkInterface(eni)).hasMessageContaining("in use");
    assertThatThrownBy(() -> ec2.detachNetworkInterface(attachment(eni).id()))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.code()).isEqualTo("IncorrectState"));
    world.pass(DETACH);
    ec2.deleteNetworkInterface(eni);

    assertThat(ec2.find(eni)).isEmpty();
    assertThat(world.heard()).endsWith("detached " + eni);
  }

  @Test
  void theNetworkHearsOfBlocksOfLinkedInterfacesOnly() {
    var instance = world.launch(TestWorld.TYPE);
    var eni = world.create(TestWorld.SUBNET, Wanted.NOTHING);
    ec2.assignPrivateIpAddresses(eni, address("10.0.4.4"));
    ec2.attachNetworkInterface(eni, instance.id(), new Slot(0, 1));
    ec2.assignPrivateIpAddresses(eni, address("10.0.4.5"));
    world.pass(ATTACH);
    ec2.assignPrivateIpAddresses(eni, address("10.0.4.6"));
    ec2.unassignPrivateIpAddresses(eni, List.of(Ipv4Prefix.parse("10.0.4.5/32")));

    assertThat(world.heard())
        .containsSubsequence(
            "attached " + eni + " device 1",
            "assigned 10.0.4.6/32 to " + eni,
            "unassigned 10.0.4.5/32 from " + eni)
        .hasSize(4);
  }

  @Test
  void anInstanceTakesWithItWhatIsMarked() {
    var instance = world.launch(TestWorld.TYPE);
    var kept = attached(instance, 1);
    var marked = attached(instance, 2);
    ec2.modifyNetworkInterfaceAttribute(
        marked, new AttributeChange.DeleteOnTermination(attachment(marked).id(), true));

    ec2.terminateInstance(instance.id());

    assertThat(ec2.interfaces())
        .singleElement()
        .returns(kept, NetworkInterface::id)
        .returns("available", NetworkInterface::status);
    assertThat(ec2.instanceAt(instance.address())).isEmpty();
  }

  @Test
  void anAttachmentUnderWayEndsWithItsInstance() {
    var instance = world.launch(TestWorld.TYPE);
    var eni = world.create(TestWorld.SUBNET, Wanted.NOTHING);
    ec2.attachNetworkInterface(eni, instance.id(), new Slot(0, 1));

    ec2.terminateInstance(instance.id());
    world.pass(ATTACH);

    assertThat(status(eni)).isEqualTo("available");
    assertThat(world.heard()).doesNotContain("attached " + eni + " device 1");
  }

  @Test
  void aClientTokenCreatesOnce() {
    var request = TestWorld.creation(TestWorld.SUBNET, new AddressCount(3), "token");

    var first = ec2.createNetworkInterface(request);
    var second = ec2.createNetworkInterface(request);

    assertThat(second).isEqualTo(first);
    assertThat(ec2.interfaces()).hasSize(1);
    world.pass(Duration.ofHours(24));
    assertThat(ec2.createNetworkInterface(request).id()).isNotEqualTo(first.id());
  }

  @Test
  void pagesNeitherRepeatNorSkipWhileInterfacesComeAndGo() {
    var stable = new ArrayList<EniId>();
    for (var i = 0; i < 12; i++) {
      stable.add(world.create(TestWorld.SUBNET, Wanted.NOTHING));
    }
    var seen = new ArrayList<EniId>();

    var request = new Page.Request(5, "");
    Page<NetworkInterface> page;
    do {
      page = ec2.describeNetworkInterfaces(List.of(), List.of(), request);
      page.items().forEach(eni -> seen.add(eni.id()));
      var passing = world.create(TestWorld.SUBNET, Wanted.NOTHING);
      ec2.deleteNetworkInterface(passing);
      request = new Page.Request(5, page.nextToken());
    } while (!page.nextToken().isEmpty());

    assertThat(seen).containsExactlyInAnyOrderElementsOf(stable);
  }

  @Test
  void everyFilterFindsTheInterfaceItDescribes() {
    var instance = world.launch(TestWorld.TYPE);
    var eni = attached(instance, 1);
    ec2.createTags(List.of(eni), Map.of("colour", "red"));
    var described = ec2.find(eni).orElseThrow();
    var to = attachment(eni);

    var filters =
        List.of(
            Filter.of("network-interface-id", eni.value()),
            Filter.of("mac-address", described.mac().toString()),
            Filter.of("private-ip-address", described.primary().toString()),
            Filter.of("addresses.private-ip-address", described.primary().toString()),
            Filter.of("attachment.attachment-id", to.id()),
            Filter.of("attachment.device-index", "1"),
            Filter.of("description", "of a *"),
            Filter.of("tag:colour", "r?d"),
            Filter.of("tag-key", "colour"),
            Filter.of("attachment.delete-on-termination", "false"));

    assertThat(filters)
        .allSatisfy(
            filter ->
                assertThat(found(filter, Filter.of("attachment.instance-id", instance.id())))
                    .containsExactly(eni));
    assertThat(found(Filter.of("status", "available"))).isEmpty();
    assertThat(found(Filter.of("status", "in-use"), Filter.of("subnet-id", "subnet-0b"))).isEmpty();
  }

  @Test
  void callsAreCountedByAction() {
    var eni = world.create(TestWorld.SUBNET, Wanted.NOTHING);
    ec2.deleteNetworkInterface(eni);
    assertThatThrownBy(() -> ec2.deleteNetworkInterface(eni)).isInstanceOf(RefusedException.class);

    assertThat(ec2.callsByAction())
        .containsOnly(
            Map.entry("CreateNetworkInterface", 1L), Map.entry("DeleteNetworkInterface", 2L));
  }

  @Test
  void theSameSeedGivesTheSameWorld() {
    assertThat(storyOf(11)).isEqualTo(storyOf(11)).isNotEqualTo(storyOf(12));
  }

  private static List<NetworkInterface> storyOf(long seed) {
    var world = new TestWorld(seed, Latencies.TYPICAL);
    var random = new SplittableRandom(seed);
    var instances = IntStream.range(0, 5).mapToObj(_ -> world.launch(TestWorld.TYPE)).toList();
    for (var instance : instances) {
      var eni = world.create(TestWorld.SUBNET, new PrefixCount(1 + random.nextInt(3)));
      world.ec2().attachNetworkInterface(eni, instance.id(), new Slot(0, 1));
      world.pass(Duration.ofSeconds(1));
      world.ec2().assignPrivateIpAddresses(eni, new AddressCount(2));
    }
    return world.ec2().interfaces();
  }

  private EniId attached(Instance instance, int device) {
    var eni = world.create(TestWorld.SUBNET, Wanted.NOTHING);
    ec2.attachNetworkInterface(eni, instance.id(), new Slot(0, device));
    world.pass(ATTACH);
    ec2.advance();
    return eni;
  }

  private Attachment.To attachment(EniId eni) {
    return (Attachment.To) ec2.find(eni).orElseThrow().attachment();
  }

  private String status(EniId eni) {
    return ec2.find(eni).orElseThrow().status();
  }

  private List<EniId> found(Filter... filters) {
    return ec2
        .describeNetworkInterfaces(List.of(), List.of(filters), Page.Request.EVERYTHING)
        .items()
        .stream()
        .map(NetworkInterface::id)
        .toList();
  }

  private static Wanted address(String address) {
    return new Addresses(List.of(Ipv4Address.parse(address)));
  }
}
