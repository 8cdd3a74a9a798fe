package io.warmwell.node;

import static io.warmwell.node.SmallVpc.M5_LARGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.WarmTargets;
import io.warmwell.prefix.PrefixPlanner;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeOnSimulatedEc2Test {
  private static final WarmTargets ONE_INTERFACE = new WarmTargets(1, 0, 0, 1);
  private static final String ROOMY = "10.0.0.0/20";
  private static final String SMALL = "10.0.0.0/24";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void aNewNodeReachesItsWarmTargetInOneCall() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 29, ROOMY);

    node.run(MINUTE);

    assertThat(node.pool().free()).isEqualTo(9);
    assertThat(node.blocks()).hasSize(9);
    assertThat(node.calls()).containsEntry("AssignPrivateIpAddresses", 1L);
  }

  @Test
  void aBurstOfPodsIsServedAsFastAsEc2Attaches() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 29, ROOMY);

    pods(25).forEach(node::add);
    node.run(Duration.ofSeconds(15));

    assertThat(pods(25).stream().map(node::address)).doesNotHaveDuplicates();
    assertThat(node.interfaces()).hasSize(3);
    assertThat(node.calls()).containsEntry("CreateNetworkInterface", 2L);
    assertThat(pods(25))
        .allMatch(pod -> node.blocks().contains(node.address(pod).toPrefix()), "owned in EC2");
  }

  @Test
  void whatExceedsTheInstanceTypeIsRefusedWithTheReason() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 110, ROOMY);

    pods(30).forEach(node::add);
    node.run(MINUTE);

    assertThat(node.answers().values())
        .filteredOn(Leases.Answer.Refused.class::isInstance)
        .hasSize(3)
        .allMatch(
            answer -> ((Leases.Answer.Refused) answer).details().contains("limits are reached"));
  }

  @Test
  void onceThePodsAreGoneTheNodeShrinksToItsTarget() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 29, ROOMY);
    pods(25).forEach(node::add);
    node.run(MINUTE);

    pods(25).forEach(node::delete);
    node.run(MINUTE.multipliedBy(5));

    assertThat(node.interfaces()).hasSize(1);
    assertThat(node.blocks()).hasSize(9);
    assertThat(node.pool().free()).isEqualTo(9);
  }

  @Test
  void sixtyPodsFitOnFourPrefixesOfOneInterface() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), new WarmTargets(1, 0, 0, 0), 110, ROOMY);

    pods(60).forEach(node::add);
    node.run(MINUTE);

    assertThat(pods(60).stream().map(node::address)).doesNotHaveDuplicates();
    assertThat(node.blocks()).hasSize(4).allMatch(block -> BlockKind.of(block) == BlockKind.PREFIX);
    assertThat(node.interfaces()).hasSize(1);
  }

  @Test
  void emptyPrefixesGoBack() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), ONE_INTERFACE, 110, ROOMY);
    pods(60).forEach(node::add);
    node.run(MINUTE);

    pods(60).forEach(node::delete);
    node.run(MINUTE.multipliedBy(5));

    assertThat(node.blocks()).hasSize(1);
  }

  @Test
  void anAddressThatTheKernelStillRoutesIsNotGivenBack() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), ONE_INTERFACE, 110, ROOMY);
    pods(20).forEach(node::add);
    node.run(MINUTE);
    var address = node.address("pod-19");
    var prefix = Ipv4Prefix.containing(address, 28);

    pods(19).forEach(node::delete);
    node.forget("pod-19");
    node.run(MINUTE.multipliedBy(5));

    assertThat(node.blocks()).contains(prefix);
    node.add("pod-19");
    node.run(MINUTE);
    assertThat(node.address("pod-19")).isEqualTo(address);
  }

  @Test
  void aFullSubnetIsTheReasonThatAPodIsTold() throws InterruptedException {
    var node =
        new VirtualNode(new AddressPlanner(), new WarmTargets(0, 1, 0, 0), 29, "10.0.0.0/28");

    pods(12).forEach(node::add);
    node.run(MINUTE);

    assertThat(node.answers().values())
        .filteredOn(Leases.Answer.Refused.class::isInstance)
        .isNotEmpty()
        .allMatch(
            answer ->
                ((Leases.Answer.Refused) answer)
                    .details()
                    .contains("subnet-0a has no more free addresses"));
  }

  @Test
  void anInterfaceWhoseLinkNeverAppearsIsTakenAwayAgain() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 29, ROOMY);
    node.run(MINUTE);
    node.refuseLinks(true);

    node.add("pod-0");
    node.run(Duration.ofSeconds(10));

    assertThat(node.interfaces()).hasSize(1);
    node.refuseLinks(false);
    node.run(MINUTE);
    assertThat(node.interfaces()).hasSize(2);
  }

  @Test
  void podsInAFragmentedSubnetGetSingleAddresses() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), ONE_INTERFACE, 110, SMALL);
    node.fragment();

    pods(5).forEach(node::add);
    node.run(Duration.ofSeconds(15));

    assertThat(pods(5).stream().map(node::address)).doesNotHaveDuplicates();
    assertThat(node.blocks()).hasSize(6).allMatch(NodeOnSimulatedEc2Test::isSingle);
    assertThat(node.interfaces()).hasSize(1);
  }

  @Test
  void thePrefixesThatFitAreTakenAndSingleAddressesForTheRest() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), new WarmTargets(1, 0, 0, 6), 110, SMALL);
    node.fragmentAllBut(3);

    node.run(Duration.ofSeconds(15));

    // Six are refused, three are given; then singles in place of those that are missing.
    assertThat(node.calls().get("AssignPrivateIpAddresses")).isEqualTo(3);
    assertThat(node.blocks().stream().filter(block -> !isSingle(block))).hasSize(3);
  }

  @Test
  void whateverNumberOfPrefixesFitsIsTakenInFewCalls() throws InterruptedException {
    for (var fit = 1; fit <= 9; fit++) {
      var node = new VirtualNode(new PrefixPlanner(), new WarmTargets(1, 0, 0, 9), 200, SMALL);
      node.fragmentAllBut(fit);

      node.run(Duration.ofSeconds(15));

      assertThat(node.blocks().stream().filter(block -> !isSingle(block))).hasSize(fit);
      assertThat(node.calls().get("AssignPrivateIpAddresses")).isBetween(1L, 6L);
    }
  }

  @Test
  void aNewInterfaceIsBornWithThePrefixesThatFit() throws InterruptedException {
    var full = new WarmTargets(1, 0, 0, 9);
    var node = new VirtualNode(new PrefixPlanner(), full, 300, "10.0.0.0/23");
    node.run(MINUTE);
    node.fragmentAllBut(5);

    node.change(new PrefixPlanner(), new WarmTargets(1, 0, 0, 17), new Capacity(M5_LARGE, 0, 300));
    node.run(MINUTE);

    assertThat(node.interfaces()).hasSize(2);
    // Its primary address may lie in one of them.
    assertThat(node.blocks().stream().filter(block -> !isSingle(block)))
        .hasSizeBetween(9 + 4, 9 + 5);
    assertThat(node.calls().get("CreateNetworkInterface")).isLessThanOrEqualTo(4);
  }

  @Test
  void aNodeThatExpectsATrunkLeavesItsPlaceAndTheTrunkAlone() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 29, ROOMY);
    node.change(new AddressPlanner(), ONE_INTERFACE, new Capacity(M5_LARGE, 0, 0, true, 29));
    pods(20).forEach(node::add);
    node.run(MINUTE);
    assertThat(node.interfaces()).hasSize(2);
    assertThat(node.answers().values())
        .filteredOn(Leases.Answer.Leased.class::isInstance)
        .hasSize(18);

    var trunk = node.attachTrunk(2);
    pods(20).forEach(node::delete);
    node.run(MINUTE.multipliedBy(30));
    pods(20).forEach(node::add);
    node.run(MINUTE);

    assertThat(node.interfaces()).extracting(Interface::id).contains(trunk).hasSize(3);
    assertThat(node.pool().interfaces()).hasSize(2);
    assertThat(node.capacity().trunks()).isEqualTo(1);
  }

  @Test
  void aFragmentedSubnetIsNotAskedForPrefixesAllTheTime() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), ONE_INTERFACE, 110, SMALL);
    node.fragment();

    node.run(MINUTE.multipliedBy(60));

    // Refused after about 0, 2, 6, 14 and 30 minutes, earlier with jitter; one /32 in between.
    assertThat(node.calls().get("AssignPrivateIpAddresses")).isBetween(5L, 8L);
    assertThat(node.blocks()).hasSize(1);
  }

  @Test
  void prefixesComeBackWhenTheSubnetHasRoomAndIdleSinglesGo() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), ONE_INTERFACE, 110, SMALL);
    node.fragment();
    pods(5).forEach(node::add);
    node.run(MINUTE);
    var addresses = pods(5).stream().map(node::address).toList();

    node.defragment();
    node.delete("pod-4");
    node.run(MINUTE.multipliedBy(10));

    assertThat(node.blocks()).filteredOn(NodeOnSimulatedEc2Test::isPrefix).hasSize(1);
    assertThat(node.blocks())
        .filteredOn(NodeOnSimulatedEc2Test::isSingle)
        .extracting(Ipv4Prefix::base)
        .containsExactlyInAnyOrderElementsOf(addresses.subList(0, 4));
    node.add("pod-5");
    node.run(MINUTE);
    assertThat(node.blocks())
        .filteredOn(block -> block.contains(node.address("pod-5")))
        .allMatch(NodeOnSimulatedEc2Test::isPrefix);
    pods(4).forEach(node::delete);
    node.run(MINUTE.multipliedBy(5));
    assertThat(node.blocks()).allMatch(NodeOnSimulatedEc2Test::isPrefix);
  }

  @Test
  void fromSingleAddressesToPrefixesNoLivePodIsTouched() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 29, ROOMY);
    pods(12).forEach(node::add);
    node.run(MINUTE);
    var addresses = pods(12).stream().map(node::address).toList();

    node.change(new PrefixPlanner(), ONE_INTERFACE, new Capacity(M5_LARGE, 0, 110));
    node.run(MINUTE.multipliedBy(10));

    assertThat(node.blocks()).filteredOn(NodeOnSimulatedEc2Test::isPrefix).hasSize(1);
    assertThat(node.blocks())
        .filteredOn(NodeOnSimulatedEc2Test::isSingle)
        .extracting(Ipv4Prefix::base)
        .containsExactlyInAnyOrderElementsOf(addresses);
    pods(12).forEach(node::delete);
    node.run(MINUTE.multipliedBy(10));
    assertThat(node.blocks()).hasSize(1).allMatch(NodeOnSimulatedEc2Test::isPrefix);
  }

  @Test
  void fromPrefixesToSingleAddressesNoLivePodIsTouched() throws InterruptedException {
    var node = new VirtualNode(new PrefixPlanner(), ONE_INTERFACE, 110, ROOMY);
    pods(20).forEach(node::add);
    node.run(MINUTE);
    var addresses = pods(20).stream().map(node::address).toList();

    node.change(new AddressPlanner(), ONE_INTERFACE, new Capacity(M5_LARGE, 0, 29));
    node.run(MINUTE.multipliedBy(10));

    assertThat(addresses)
        .allMatch(address -> node.blocks().stream().anyMatch(block -> block.contains(address)));
    pods(20).forEach(node::delete);
    node.run(MINUTE.multipliedBy(10));
    assertThat(node.blocks()).hasSize(9).allMatch(NodeOnSimulatedEc2Test::isSingle);
    assertThat(node.interfaces()).hasSize(1);
  }

  @Test
  void aLoweredInterfaceLimitTakesIdleInterfacesOnly() throws InterruptedException {
    var node = new VirtualNode(new AddressPlanner(), ONE_INTERFACE, 29, ROOMY);
    pods(12).forEach(node::add);
    node.run(MINUTE);
    assertThat(node.interfaces()).hasSize(3);

    var one = new Capacity(new InterfaceLimits(1, 10), 0, 29);
    node.change(new AddressPlanner(), ONE_INTERFACE, one);
    node.run(MINUTE.multipliedBy(5));

    assertThat(node.interfaces()).hasSize(2);
    assertThat(pods(12)).allMatch(pod -> node.blocks().contains(node.address(pod).toPrefix()));
    pods(12).forEach(node::delete);
    node.run(MINUTE.multipliedBy(5));
    assertThat(node.interfaces()).hasSize(1);
  }

  private static boolean isPrefix(Ipv4Prefix block) {
    return BlockKind.of(block) == BlockKind.PREFIX;
  }

  private static boolean isSingle(Ipv4Prefix block) {
    return BlockKind.of(block) == BlockKind.ADDRESS;
  }

  private static List<String> pods(int count) {
    return IntStream.range(0, count).mapToObj(pod -> "pod-" + pod).toList();
  }
}
