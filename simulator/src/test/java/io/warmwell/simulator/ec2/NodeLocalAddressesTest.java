package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.ipv6.NodeLocalAddresses;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a node with IPv6 alone sees of EC2.
final class NodeLocalAddressesTest {
  private final TestWorld world = TestWorld.prompt(1);
  private final Instance instance = world.launch(TestWorld.TYPE);
  private final NodeLocalAddresses ec2 = new NodeLocalAddresses(world.ec2().port());

  @Test
  void thePrimaryInterfaceHasTheNodeLocalPrefixesAndNothingElse() {
    world.ec2().port().assignAddresses(instance.primaryEni(), 2);

    var seen = ec2.describe(instance.primaryEni());

    assertThat(seen.addresses()).isEmpty();
    assertThat(seen.prefixes()).hasSize(64).allMatch(Leases.NODE_LOCAL::contains);
    assertThat(seen.prefixes().stream().mapToLong(Ipv4Prefix::size).sum()).isEqualTo(1024);
    assertThat(ec2.interfacesOf(instance.id())).containsExactly(seen);
  }

  @Test
  void otherInterfacesHaveNoAddressesForPods() {
    var other = world.create(TestWorld.SUBNET, new Wanted.AddressCount(3));
    world.ec2().port().attach(other, instance.id(), 1);

    assertThat(ec2.describe(other).blocks()).isEmpty();
    assertThat(ec2.interfacesOf(instance.id()))
        .extracting(Interface::id)
        .containsExactlyInAnyOrder(instance.primaryEni(), other);
  }

  @Test
  void noIpv4AddressIsAskedForOrGivenBack() {
    var eni = instance.primaryEni();
    var before = world.ec2().callsByAction();

    assertThatThrownBy(() -> ec2.assignAddresses(eni, 1)).isInstanceOf(Ec2Exception.class);
    assertThatThrownBy(() -> ec2.assignPrefixes(eni, 1)).isInstanceOf(Ec2Exception.class);
    assertThatThrownBy(() -> ec2.assign(eni, List.of())).isInstanceOf(Ec2Exception.class);
    assertThatThrownBy(() -> ec2.unassign(eni, List.of())).isInstanceOf(Ec2Exception.class);
    assertThat(world.ec2().callsByAction()).isEqualTo(before);
  }
}
