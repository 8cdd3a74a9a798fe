package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What interfaces hold: addresses and prefixes, and the subnets that they come from.
abstract class InterfaceContentContract extends Ec2Contract {

  @Test
  void anInterfaceIsBornWithAddresses() {
    var eni = create(new NewInterface.Content.Addresses(5), Map.of("team", "a"));

    assertThat(eni.addresses()).hasSize(5);
    assertThat(eni.prefixes()).isEmpty();
    assertThat(eni.attachment()).isEqualTo(new Attachment.None());
    assertThat(eni.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(usable(eni)).hasSize(6).allMatch(this::canBeHandedOut);
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
  }

  @Test
  void anInterfaceIsBornWithPrefixes() {
    var eni = create(new NewInterface.Content.Prefixes(3), NO_TAGS);

    assertThat(eni.prefixes()).hasSize(3).allMatch(prefix -> prefix.length() == 28);
    assertThat(eni.addresses()).isEmpty();
    assertThat(usable(eni)).hasSize(1 + 3 * 16).allMatch(this::canBeHandedOut);
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
  }

  @Test
  void noAddressIsHandedOutTwice() {
    var first = create(new NewInterface.Content.Addresses(49), NO_TAGS);
    var second = create(new NewInterface.Content.Prefixes(49), NO_TAGS);

    var all = new ArrayList<>(usable(first));
    all.addAll(usable(second));

    assertThat(all).doesNotHaveDuplicates().hasSize(50 + 1 + 49 * 16);
  }

  @Test
  void anInterfaceWithTooManyAddressesIsNotAttached() {
    var eni = create(new NewInterface.Content.Addresses(10), NO_TAGS).id();

    var failure = failureOf(() -> ec2().attach(eni, at().instanceId(), 1));

    assertThat(failure).isInstanceOf(Ec2Failure.LimitReached.class);
  }

  @Test
  void assignmentAnswersWithWhatIsNew() throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(2), 1);
    var before = ec2().describe(eni).addresses();

    var addresses = ec2().assignAddresses(eni, 3);
    var prefixes = ec2().assignPrefixes(eni, 4);

    var after = ec2().describe(eni);
    assertThat(addresses).hasSize(3).isSorted().doesNotContainAnyElementsOf(before);
    assertThat(prefixes).hasSize(4).isSorted().allMatch(prefix -> prefix.length() == 28);
    assertThat(after.addresses()).hasSize(5).containsAll(before).containsAll(addresses);
    assertThat(after.prefixes()).isEqualTo(prefixes);
  }

  @Test
  void anIpv6PrefixIsPartOfTheSubnetsAndStaysThroughAttachment() throws InterruptedException {
    var one = create(NOTHING, NO_TAGS).id();
    var other = create(NOTHING, NO_TAGS).id();

    var first = ec2().assignIpv6Prefix(one);
    var second = ec2().assignIpv6Prefix(other);
    ec2().attach(one, at().instanceId(), 1);
    passTime();

    assertThat(List.of(first, second)).doesNotHaveDuplicates().allMatch(it -> it.length() == 80);
    assertThat(at().roomyIpv6().contains(first)).isTrue();
    assertThat(ec2().describe(one).ipv6Prefixes()).containsExactly(first);
    assertThat(ec2().interfacesOf(at().instanceId()))
        .flatExtracting(Interface::ipv6Prefixes)
        .containsExactly(first);
  }

  @Test
  void anIpv6PrefixCanBeAskedForByNameWhileNobodyHasIt() {
    var one = create(NOTHING, NO_TAGS).id();
    var other = create(NOTHING, NO_TAGS).id();
    var taken = ec2().assignIpv6Prefix(one);
    ec2().delete(one);

    ec2().assignIpv6Prefix(other, taken);

    assertThat(ec2().describe(other).ipv6Prefixes()).containsExactly(taken);
    var third = create(NOTHING, NO_TAGS).id();
    assertThat(failureOf(() -> ec2().assignIpv6Prefix(third, taken)))
        .isInstanceOf(Ec2Failure.Invalid.class);
    assertThat(ec2().describe(third).ipv6Prefixes()).isEmpty();
  }

  @Test
  void aSubnetWithoutIpv6HasNoSuchPrefix() {
    var eni = create(at().cramped(), NOTHING).id();

    var failure = failureOf(() -> ec2().assignIpv6Prefix(eni));

    assertThat(failure).isInstanceOf(Ec2Failure.Invalid.class);
    assertThat(ec2().describe(eni).ipv6Prefixes()).isEmpty();
  }

  @Test
  void whatWasTakenCanBeAskedForAgainAsLongAsNobodyElseHasIt() throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(2), 1);
    var address = ec2().describe(eni).addresses().getFirst().toPrefix();
    var prefix = ec2().assignPrefixes(eni, 1).getFirst();
    ec2().unassign(eni, List.of(address, prefix));
    var other = create(new NewInterface.Content.Addresses(0), NO_TAGS).id();

    ec2().assign(other, List.of(address));
    ec2().assign(eni, List.of(prefix));
    var refused = failureOf(() -> ec2().assign(eni, List.of(address)));

    assertThat(ec2().describe(other).addresses()).containsExactly(address.base());
    assertThat(ec2().describe(eni).prefixes()).containsExactly(prefix);
    assertThat(refused).isInstanceOf(Ec2Failure.Busy.class);
  }

  @Test
  void anInterfaceTakesNoMoreThanItsType() throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(5), 1);
    ec2().assignPrefixes(eni, 3);

    var addresses = failureOf(() -> ec2().assignAddresses(eni, 2));
    var prefixes = failureOf(() -> ec2().assignPrefixes(eni, 2));
    ec2().assignPrefixes(eni, 1);

    assertThat(addresses).isInstanceOf(Ec2Failure.LimitReached.class);
    assertThat(prefixes).isInstanceOf(Ec2Failure.LimitReached.class);
    assertThat(ec2().describe(eni).addresses()).hasSize(5);
    assertThat(ec2().describe(eni).prefixes()).hasSize(4);
  }

  @Test
  void whatIsGivenBackIsTheSubnetsAgain() {
    var eni = create(new NewInterface.Content.Addresses(3), NO_TAGS);
    var prefix = ec2().assignPrefixes(eni.id(), 1).getFirst();
    var before = ec2().subnet(at().roomy()).availableAddresses();

    ec2().unassign(eni.id(), List.of(prefix, eni.addresses().getFirst().toPrefix()));

    var after = ec2().describe(eni.id());
    assertThat(after.addresses()).isEqualTo(eni.addresses().subList(1, 3));
    assertThat(after.prefixes()).isEmpty();
    assertThat(ec2().subnet(at().roomy()).availableAddresses()).isEqualTo(before + 17);
  }

  @Test
  void onlyWhatAnInterfaceHasCanBeTakenAway() {
    var eni = create(new NewInterface.Content.Addresses(1), NO_TAGS);
    var stranger = create(new NewInterface.Content.Addresses(1), NO_TAGS).addresses().getFirst();

    var primary = failureOf(() -> ec2().unassign(eni.id(), List.of(eni.primary().toPrefix())));
    var other = failureOf(() -> ec2().unassign(eni.id(), List.of(stranger.toPrefix())));

    assertThat(primary).isInstanceOf(Ec2Failure.Invalid.class);
    assertThat(other).isInstanceOf(Ec2Failure.Invalid.class);
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
  }

  @Test
  void aSubnetWithoutAWholePrefixIsFragmented() {
    var eni = create(at().cramped(), new NewInterface.Content.Addresses(1));

    var atCreation = failureOf(() -> create(at().cramped(), new NewInterface.Content.Prefixes(1)));
    var later = failureOf(() -> ec2().assignPrefixes(eni.id(), 1));

    assertThat(atCreation).isInstanceOf(Ec2Failure.SubnetFragmented.class);
    assertThat(later).isInstanceOf(Ec2Failure.SubnetFragmented.class);
    assertThat(ec2().assignAddresses(eni.id(), 1)).hasSize(1);
  }

  @Test
  void aSubnetWithoutAnAddressIsExhausted() {
    var free = ec2().subnet(at().cramped()).availableAddresses();
    var eni = create(at().cramped(), new NewInterface.Content.Addresses(free - 1));

    var atCreation = failureOf(() -> create(at().cramped(), NOTHING));
    var later = failureOf(() -> ec2().assignAddresses(eni.id(), 1));

    assertThat(free).isEqualTo(27);
    assertThat(ec2().subnet(at().cramped()).availableAddresses()).isZero();
    assertThat(atCreation).isInstanceOf(Ec2Failure.SubnetExhausted.class);
    assertThat(later).isInstanceOf(Ec2Failure.SubnetExhausted.class);
  }

  @Test
  void aRefusedCreationTakesNothing() {
    var before = ec2().subnet(at().cramped()).availableAddresses();

    failureOf(() -> create(at().cramped(), new NewInterface.Content.Addresses(27)));
    failureOf(() -> create(at().cramped(), new NewInterface.Content.Prefixes(1)));

    assertThat(ec2().subnet(at().cramped()).availableAddresses()).isEqualTo(before);
  }

  /// Every address that the interface brings, its primary one included.
  private static List<Ipv4Address> usable(Interface eni) {
    return Stream.of(
            Stream.of(eni.primary()),
            eni.addresses().stream(),
            eni.prefixes().stream().flatMap(Ipv4Prefix::addresses))
        .flatMap(addresses -> addresses)
        .toList();
  }

  /// In the subnet, and not one of the five that EC2 keeps: the first four and the last.
  private boolean canBeHandedOut(Ipv4Address address) {
    var kept = new HashSet<>(at().roomyCidr().addresses().limit(4).toList());
    kept.add(at().roomyCidr().last());
    return at().roomyCidr().contains(address) && !kept.contains(address);
  }
}
