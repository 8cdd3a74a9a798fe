package io.warmwell.simulator.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Address;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.ipamd.ipv6.NodePrefix.State;
import io.warmwell.ipamd.ipv6.PrefixSearch;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import io.warmwell.simulator.ec2.VpcConfiguration.SecurityGroup;
import io.warmwell.simulator.ec2.VpcConfiguration.SubnetConfiguration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody takes the /80 of a node's pods away in EC2 while the daemon runs.
final class LostIpv6PrefixTest {
  private static final String TYPE = "m5.large";
  private static final SubnetId SUBNET = new SubnetId("subnet-0a");

  private final SimulatedEc2 ec2 = new SimulatedEc2(vpc(), InstantSource.system(), 1);
  private final Instance instance =
      ec2.runInstance(new Launch(ec2.newInstanceId(), TYPE, SUBNET, List.of(), Map.of()));
  private final EniId primary = instance.primaryEni();
  private final PrefixSearch search = new PrefixSearch(primary, ec2.port(), this::podAddresses);
  private Ipv6Prefix before = Ipv6Prefix.parse("::/80");

  @BeforeEach
  void aNodeHasAPrefix() {
    assertThat(search.look()).isTrue();
    before = present();
  }

  @Test
  void whatIsThereIsNotMissed() {
    assertThat(search.isMissedIn(ec2.port().interfacesOf(instance.id()))).isFalse();
    assertThat(search.isLost()).isFalse();
    assertThat(present()).isEqualTo(before);
  }

  @Test
  void aSurveyThatDoesNotListThePrimaryInterfaceSaysNothing() {
    assertThat(search.isMissedIn(List.of())).isFalse();
  }

  @Test
  void theSamePrefixIsAskedForSoThatPodsKeepTheirAddresses() {
    ec2.unassignIpv6Prefixes(primary, List.of(before));

    assertThat(search.isMissedIn(ec2.port().interfacesOf(instance.id()))).isTrue();
    assertThat(search.isLost()).isTrue();
    assertThat(search.state()).isInstanceOf(State.Missing.class);
    assertThat(search.look()).isTrue();

    assertThat(present()).isEqualTo(before);
    assertThat(ec2.port().describe(primary).ipv6Prefixes()).containsExactly(before);
  }

  @Test
  void aPrefixThatCameBackByItselfIsNotAskedFor() {
    ec2.unassignIpv6Prefixes(primary, List.of(before));
    assertThat(search.isLost()).isTrue();
    ec2.assignIpv6Prefixes(primary, List.of(before));

    assertThat(search.look()).isTrue();

    assertThat(present()).isEqualTo(before);
  }

  @Test
  void whenSomebodyElseHasItNewPodsGetAnotherOne() {
    var other = ec2.runInstance(new Launch(ec2.newInstanceId(), TYPE, SUBNET, List.of(), Map.of()));
    ec2.unassignIpv6Prefixes(primary, List.of(before));
    ec2.assignIpv6Prefixes(other.primaryEni(), List.of(before));

    assertThat(search.isLost()).isTrue();
    assertThat(search.look()).isTrue();

    assertThat(present()).isNotEqualTo(before);
    assertThat(ec2.port().describe(primary).ipv6Prefixes()).containsExactly(present());
  }

  @Test
  void anotherPrefixInItsPlaceIsUsedIfTheOldOneCannotBeHad() {
    var other = ec2.runInstance(new Launch(ec2.newInstanceId(), TYPE, SUBNET, List.of(), Map.of()));
    ec2.unassignIpv6Prefixes(primary, List.of(before));
    ec2.assignIpv6Prefixes(other.primaryEni(), List.of(before));
    var given = ec2.assignIpv6Prefixes(primary, 1).getFirst();

    assertThat(search.isLost()).isTrue();
    assertThat(search.look()).isTrue();

    assertThat(present()).isEqualTo(given);
  }

  private Ipv6Prefix present() {
    return search.state() instanceof State.Present(var prefix) ? prefix : Ipv6Prefix.parse("::/80");
  }

  private List<Ipv6Address> podAddresses() {
    return List.of(before.embedding(instance.address()));
  }

  private static VpcConfiguration vpc() {
    var subnet =
        new SubnetConfiguration(
            SUBNET,
            Ipv4Prefix.parse("10.0.0.0/24"),
            Optional.of(Ipv6Prefix.parse("2001:db8:57::/64")),
            "eu-central-1a",
            Map.of());
    var limits = InstanceTypeLimits.nitro(TYPE, new InterfaceLimits(3, 10), 2);
    return new VpcConfiguration(
        "vpc-0a",
        "eu-central-1",
        List.of(Ipv4Prefix.parse("10.0.0.0/16")),
        List.of(subnet),
        List.of(new SecurityGroup("sg-0a", "default", Map.of())),
        name -> Optional.of(limits).filter(_ -> name.equals(TYPE)),
        Latencies.NONE);
  }
}
