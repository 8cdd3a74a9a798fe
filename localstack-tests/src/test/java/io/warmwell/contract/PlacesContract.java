package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Subnet;
import io.warmwell.pool.EniId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Where interfaces can be made, and with which security groups.
abstract class PlacesContract extends Ec2Contract {

  @Test
  void theSubnetsOfAZoneAreListedWithoutThoseOfOthers() {
    var subnets = ec2().subnets(at().vpcId(), at().zone());

    assertThat(subnets)
        .extracting(Subnet::id)
        .containsExactlyInAnyOrder(at().roomy(), at().cramped());
    assertThat(subnets).allMatch(subnet -> subnet.availabilityZone().equals(at().zone()));
    assertThat(subnets).contains(ec2().subnet(at().roomy()));
  }

  @Test
  void aZoneWithoutSubnetsHasNone() {
    assertThat(ec2().subnets(at().vpcId(), "eu-central-1z")).isEmpty();
  }

  @Test
  void securityGroupsAreFoundByAllTheirTags() {
    var vpc = at().vpcId();

    assertThat(ec2().securityGroups(vpc, Map.of("team", "pods")))
        .containsExactly(at().securityGroup());
    assertThat(ec2().securityGroups(vpc, Map.of("team", "p*")))
        .containsExactly(at().securityGroup());
    assertThat(ec2().securityGroups(vpc, Map.of("team", "nodes"))).isEmpty();
    assertThat(ec2().securityGroups(vpc, Map.of("team", "pods", "stage", "test"))).isEmpty();
  }

  @Test
  void anInterfaceTellsItsSecurityGroups() {
    var named = create(NOTHING, NO_TAGS);
    var unnamed =
        ec2()
            .create(
                new NewInterface(
                    at().roomy(), List.of(), NOTHING, "of a contract", NO_TAGS, nextToken()));

    assertThat(named.securityGroups()).containsExactly(at().securityGroup());
    assertThat(ec2().describe(named.id()).securityGroups()).containsExactly(at().securityGroup());
    assertThat(ec2().describe(unnamed.id()).securityGroups())
        .containsExactlyElementsOf(defaultGroup());
  }

  @Test
  void anInterfaceGetsOtherSecurityGroupsInPlaceOfItsOwn() throws InterruptedException {
    var eni = attached(NOTHING, 1);
    var both = List.of(defaultGroup().getFirst(), at().securityGroup());

    ec2().regroup(eni, both);
    assertThat(ec2().describe(eni).securityGroups()).containsExactlyInAnyOrderElementsOf(both);

    ec2().regroup(eni, defaultGroup());
    assertThat(ec2().interfacesOf(at().instanceId()))
        .filteredOn(seen -> seen.id().equals(eni))
        .flatExtracting(Interface::securityGroups)
        .containsExactlyElementsOf(defaultGroup());
  }

  @Test
  void anInterfaceThatDoesNotExistGetsNoSecurityGroups() {
    var failure =
        failureOf(() -> ec2().regroup(new EniId("eni-0123456789abcdef0"), defaultGroup()));

    assertThat(failure).isInstanceOf(Ec2Failure.Gone.class);
  }

  @Test
  void aSecurityGroupThatDoesNotExistIsRefused() throws InterruptedException {
    var eni = create(NOTHING, NO_TAGS).id();

    var refusal = refusalOf(() -> ec2().regroup(eni, List.of("sg-0123456789abcdef0")));

    promise(
        Divergence.UNKNOWN_GROUPS_TAKEN,
        () -> {
          assertThat(refusal).get().isInstanceOf(Ec2Failure.Gone.class);
          assertThat(ec2().describe(eni).securityGroups()).containsExactly(at().securityGroup());
        },
        () -> {
          assertThat(refusal).isEmpty();
          assertThat(ec2().describe(eni).securityGroups()).doesNotContain("sg-0123456789abcdef0");
        });
  }

  /// The primary interface has it, since nobody asked for another.
  private List<String> defaultGroup() {
    return ec2().describe(at().primary()).securityGroups();
  }
}
