package io.warmwell.ipamd.birth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.birth.CustomNetworking.Answer.Absent;
import io.warmwell.ipamd.birth.CustomNetworking.Answer.Wanted;
import io.warmwell.pool.Birthplace;
import io.warmwell.pool.SubnetId;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubnetSearchTest {
  private static final SubnetId OWN = new SubnetId("subnet-own");
  private static final SubnetId SMALL = new SubnetId("subnet-small");
  private static final SubnetId LARGE = new SubnetId("subnet-large");
  private static final Map<String, String> FOR_PODS = Map.of(Subnet.ROLE_TAG, "1");
  private static final Map<String, String> NOT_FOR_PODS = Map.of(Subnet.ROLE_TAG, "0");

  private final List<Subnet> subnets = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();
  private List<String> tagged = List.of();
  private boolean denied;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private CustomNetworking.Answer wanted = new Absent("no ENIConfig is named zone-a; create it");

  @Test
  void taggedSubnetsAreTakenByTheirFreeAddresses() {
    subnets.add(subnet(OWN, 30, Map.of()));
    subnets.add(subnet(SMALL, 20, FOR_PODS));
    subnets.add(subnet(LARGE, 90, FOR_PODS));
    subnets.add(subnet(new SubnetId("subnet-others"), 500, Map.of()));

    assertThat(births(discovering())).containsExactly(LARGE, OWN, SMALL);
  }

  @Test
  void anExcludedSubnetIsToldOfAndNotTaken() {
    subnets.add(subnet(OWN, 30, NOT_FOR_PODS));
    subnets.add(subnet(SMALL, 20, FOR_PODS));

    var places = discovering().look();

    assertThat(places.births()).containsExactly(new Birthplace(SMALL, 20));
    assertThat(places.forPods()).containsEntry(OWN, false).containsEntry(SMALL, true);
    assertThat(places.trouble()).isEmpty();
  }

  @Test
  void withoutDiscoveryOnlyTheOwnSubnetIsTakenUnlessItIsExcluded() {
    var search = search(SubnetSearch.Choice.of(false, "", Optional.empty()));
    subnets.add(subnet(OWN, 30, Map.of()));
    subnets.add(subnet(LARGE, 90, FOR_PODS));

    assertThat(births(search)).containsExactly(OWN);

    subnets.set(0, subnet(OWN, 30, NOT_FOR_PODS));
    pass(Duration.ofMinutes(1));
    assertThat(births(search)).isEmpty();
    assertThat(search.look().trouble().orElseThrow()).contains("role/cni=0");
    assertThat(search.look().forPods()).isEmpty();
  }

  @Test
  void whereEc2DoesNotTellTheOwnSubnetIsTaken() {
    denied = true;

    var places = discovering().look();

    assertThat(places.births()).containsExactly(new Birthplace(OWN, 0));
    assertThat(places.trouble().orElseThrow()).contains("UnauthorizedOperation");
  }

  @Test
  void whereEc2NoLongerTellsTheSubnetsOfBeforeAreTaken() {
    var search = discovering();
    subnets.add(subnet(OWN, 30, Map.of()));
    subnets.add(subnet(LARGE, 90, FOR_PODS));
    assertThat(births(search)).containsExactly(LARGE, OWN);

    denied = true;
    pass(Duration.ofMinutes(10));

    assertThat(births(search)).containsExactly(LARGE, OWN);
    assertThat(search.look().forPods()).isEmpty();
  }

  @Test
  void looksInARowAreOneCall() {
    var search = discovering();

    search.look();
    search.look();
    pass(SubnetSearch.MEMORY);
    search.look();

    assertThat(calls).containsExactly("subnets", "subnets");
  }

  @Test
  void customNetworkingNamesTheSubnetsWhateverTheirTags() {
    subnets.add(subnet(OWN, 30, Map.of()));
    subnets.add(subnet(SMALL, 20, NOT_FOR_PODS));
    subnets.add(subnet(LARGE, 90, Map.of("pods", "yes")));
    wanted = new Wanted("ENIConfig a", List.of(SMALL), Map.of("pods", "y*"), List.of(), Map.of());

    assertThat(births(custom())).containsExactly(LARGE, SMALL);
  }

  @Test
  void aMissingEniConfigIsSaidByItsName() {
    var places = custom().look();

    assertThat(places.births()).isEmpty();
    assertThat(places.trouble()).contains("no ENIConfig is named zone-a; create it");
    assertThat(calls).isEmpty();
    assertThatThrownBy(() -> custom().securityGroups(SMALL))
        .isInstanceOf(Birthplaces.UnwantedException.class)
        .hasMessageContaining("zone-a");
  }

  @Test
  void subnetsOfOtherZonesAreNoPlaces() {
    subnets.add(subnet(OWN, 30, Map.of()));
    wanted = new Wanted("ENIConfig a", List.of(LARGE), List.of());

    assertThat(custom().look().trouble().orElseThrow())
        .contains("ENIConfig a")
        .contains("subnet-large")
        .contains("zone-1");
  }

  @Test
  void nothingIsMadeWhereItIsNoLongerWanted() {
    subnets.add(subnet(SMALL, 20, Map.of()));
    subnets.add(subnet(LARGE, 90, Map.of()));
    wanted = new Wanted("ENIConfig a", List.of(SMALL), List.of("sg-1"));
    var search = custom();
    assertThat(births(search)).containsExactly(SMALL);
    assertThat(search.securityGroups(SMALL)).containsExactly("sg-1");

    wanted = new Wanted("ENIConfig b", List.of(LARGE), List.of("sg-1"));

    assertThatThrownBy(() -> search.securityGroups(SMALL))
        .isInstanceOf(Birthplaces.UnwantedException.class)
        .hasMessageContaining("ENIConfig b");
  }

  @Test
  void newInterfacesGetThePrimarysGroupsOfNow() {
    var search = discovering();

    assertThat(search.securityGroups(OWN)).containsExactly("sg-primary");
    search.primaryGroups(List.of("sg-2", "sg-3"));

    assertThat(search.securityGroups(OWN)).containsExactly("sg-2", "sg-3");
  }

  @Test
  void groupsByTagAreAskedForOnceInAWhile() {
    wanted =
        new Wanted(
            "ENIConfig a", List.of(SMALL), Map.of(), List.of("sg-1"), Map.of("team", "pods"));
    tagged = List.of("sg-7");
    var search = custom();

    assertThat(search.securityGroups(SMALL)).containsExactly("sg-1", "sg-7");
    assertThat(search.securityGroups(SMALL)).containsExactly("sg-1", "sg-7");
    assertThat(calls).containsExactly("securityGroups");

    denied = true;
    pass(GroupSearch.AGE_MAX);
    assertThat(search.securityGroups(SMALL)).containsExactly("sg-1", "sg-7");
  }

  @Test
  void tagsThatNoGroupHasAreAReasonToMakeNothing() {
    wanted = new Wanted("ENIConfig a", List.of(SMALL), Map.of(), List.of(), Map.of("team", "pods"));

    assertThatThrownBy(() -> custom().securityGroups(SMALL))
        .isInstanceOf(Birthplaces.UnwantedException.class)
        .hasMessageContaining("team=pods");
  }

  private List<SubnetId> births(Birthplaces search) {
    return search.look().births().stream().map(Birthplace::subnet).toList();
  }

  private SubnetSearch discovering() {
    return search(SubnetSearch.Choice.of(true, "", Optional.empty()));
  }

  private SubnetSearch custom() {
    return search(SubnetSearch.Choice.of(true, "", Optional.of(() -> wanted)));
  }

  private SubnetSearch search(SubnetSearch.Choice choice) {
    var home = new SubnetSearch.Home("vpc-1", "zone-1", OWN, List.of("sg-primary"));
    return new SubnetSearch(ec2(), home, choice, Map.of(), () -> now);
  }

  private void pass(Duration length) {
    now = now.plus(length);
  }

  /// Answers two questions, and refuses every other.
  private Ec2 ec2() {
    return (Ec2)
        Proxy.newProxyInstance(
            Ec2.class.getClassLoader(),
            new Class<?>[] {Ec2.class},
            (_, method, _) -> {
              calls.add(method.getName());
              if (denied) {
                throw new Ec2Exception(
                    method.getName(),
                    "vpc=vpc-1",
                    new Ec2Failure.Denied("UnauthorizedOperation", "not yours"));
              }
              return switch (method.getName()) {
                case "subnets" -> List.copyOf(subnets);
                case "securityGroups" -> tagged;
                case String other -> throw new AssertionError("not asked for: " + other);
              };
            });
  }

  private static Subnet subnet(SubnetId id, int available, Map<String, String> tags) {
    return new Subnet(id, Ipv4Prefix.parse("10.0.0.0/24"), "zone-1", available, tags);
  }
}
