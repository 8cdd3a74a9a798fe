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
  void anInterfaceIsBornWithAddresses() throws InterruptedException {
    var eni = create(new NewInterface.Content.Addresses(5), Map.of("team", "a"));

    assertThat(eni.addresses()).hasSize(5);
    assertThat(eni.prefixes()).isEmpty();
    assertThat(eni.attachment()).isEqualTo(new Attachment.None());
    assertThat(eni.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(usable(eni)).hasSize(6).allMatch(at().roomyCidr()::contains);
    promiseButForChance(
        Divergence.ADDRESSES_AT_RANDOM,
        () ->
            assertThat(usable(eni)).allMatch(address -> canBeHandedOut(address, at().roomyCidr())),
        () -> {});
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
  }

  @Test
  void anInterfaceIsBornWithPrefixes() throws InterruptedException {
    var eni = create(new NewInterface.Content.Prefixes(3), NO_TAGS);

    assertThat(eni.addresses()).isEmpty();
    assertThat(ec2().describe(eni.id())).isEqualTo(eni);
    promise(
        Divergence.PREFIXES_IGNORED,
        () -> {
          assertThat(eni.prefixes()).hasSize(3).allMatch(prefix -> prefix.length() == 28);
          assertThat(usable(eni))
              .hasSize(1 + 3 * 16)
              .allMatch(address -> canBeHandedOut(address, at().roomyCidr()));
        },
        () -> assertThat(eni.prefixes()).isEmpty());
  }

  @Test
  void noAddressIsHandedOutTwice() throws InterruptedException {
    var first = create(new NewInterface.Content.Addresses(49), NO_TAGS);
    var second = create(new NewInterface.Content.Prefixes(49), NO_TAGS);

    var all = new ArrayList<>(usable(first));
    all.addAll(usable(second));

    assertThat(usable(first)).hasSize(50);
    promise(
        Divergence.PREFIXES_IGNORED,
        () -> assertThat(all).doesNotHaveDuplicates().hasSize(50 + 1 + 49 * 16),
        () -> assertThat(usable(second)).containsExactly(second.primary()));
  }

  @Test
  void aSmallSubnetHandsOutEachOfItsAddressesOnce() throws InterruptedException {
    var cidr = ec2().subnet(at().cramped()).cidr();

    var all = usable(create(at().cramped(), new NewInterface.Content.Addresses(26)));

    assertThat(all).hasSize(27).allMatch(cidr::contains);
    promise(
        Divergence.ADDRESSES_AT_RANDOM,
        () ->
            assertThat(all)
                .doesNotHaveDuplicates()
                .allMatch(address -> canBeHandedOut(address, cidr)),
        () -> assertThat(new HashSet<>(all)).hasSizeLessThan(27));
  }

  @Test
  void anInterfaceWithTooManyAddressesIsNotAttached() throws InterruptedException {
    var eni = create(new NewInterface.Content.Addresses(10), NO_TAGS).id();

    var refusal = refusalOf(() -> ec2().attach(eni, at().instanceId(), 1));

    promise(
        Divergence.LIMITS_IGNORED,
        () -> assertThat(refusal).containsInstanceOf(Ec2Failure.LimitReached.class),
        () -> assertThat(refusal).isEmpty());
  }

  @Test
  void assignmentAnswersWithTheAddressesThatAreNew() throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(2), 1);
    var before = ec2().describe(eni);

    var answer = ec2().assignAddresses(eni, 3);

    var after = ec2().describe(eni);
    assertThat(answer).isSorted();
    assertThat(after.addresses()).hasSize(5).containsAll(before.addresses());
    promise(
        Divergence.EVERY_ADDRESS_ANSWERED,
        () -> {
          assertThat(answer).hasSize(3).doesNotContainAnyElementsOf(before.addresses());
          assertThat(after.addresses()).containsAll(answer);
        },
        () -> assertThat(answer).containsExactlyInAnyOrderElementsOf(usable(after)));
  }

  @Test
  void assignmentAnswersWithThePrefixesThatAreNew() throws InterruptedException {
    var eni = attached(NOTHING, 1);
    var first = ec2().assignPrefixes(eni, 1);

    var second = ec2().assignPrefixes(eni, 4);

    var after = ec2().describe(eni).prefixes();
    promise(
        Divergence.PREFIXES_IGNORED,
        () -> {
          assertThat(second).hasSize(4).isSorted().allMatch(prefix -> prefix.length() == 28);
          assertThat(after).hasSize(5).containsAll(first).containsAll(second);
        },
        () -> assertThat(Stream.of(first, second, after)).allMatch(List::isEmpty));
  }

  @Test
  void anAddressThatWasTakenCanBeAskedForAgainAsLongAsNobodyElseHasIt()
      throws InterruptedException {
    var eni = attached(new NewInterface.Content.Addresses(1), 1);
    var address = ec2().describe(eni).addresses().getFirst();
    ec2().unassign(eni, List.of(address.toPrefix()));
    var other = create(NOTHING, NO_TAGS).id();

    ec2().assign(other, List.of(address.toPrefix()));
    var refusal = refusalOf(() -> ec2().assign(eni, List.of(address.toPrefix())));

    assertThat(ec2().describe(other).addresses()).containsExactly(address);
    promise(
        Divergence.TAKEN_ADDRESSES_GIVEN,
        () -> {
          assertThat(refusal).containsInstanceOf(Ec2Failure.Busy.class);
          assertThat(ec2().describe(eni).addresses()).isEmpty();
        },
        () -> {
          assertThat(refusal).isEmpty();
          assertThat(ec2().describe(eni).addresses()).containsExactly(address);
        });
  }

  @Test
  void aPrefixThatWasTakenCanBeAskedForAgain() throws InterruptedException {
    var eni = attached(NOTHING, 1);
    var prefix = new Ipv4Prefix(at().roomyCidr().base().plus(64), 28);

    ec2().assign(eni, List.of(prefix));
    var given = ec2().describe(eni).prefixes();
    ec2().unassign(eni, List.of(prefix));
    var taken = ec2().describe(eni).prefixes();
    ec2().assign(eni, List.of(prefix));
    var again = ec2().describe(eni).prefixes();

    assertThat(taken).isEmpty();
    promise(
        Divergence.PREFIXES_IGNORED,
        () -> assertThat(List.of(given, again)).allMatch(List.of(prefix)::equals),
        () -> assertThat(List.of(given, again)).allMatch(List::isEmpty));
  }

  @Test
  void anInterfaceTakesNoMoreThanItsType() throws InterruptedException {
    var other = attached(new NewInterface.Content.Addresses(9), 2);

    promise(
        Divergence.LIMITS_IGNORED,
        this::addressesAndPrefixesCountAlike,
        () -> {
          assertThat(refusalOf(() -> ec2().assignAddresses(other, 2))).isEmpty();
          assertThat(ec2().describe(other).addresses()).hasSize(11);
        });
  }

  private void addressesAndPrefixesCountAlike() throws InterruptedException {
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
  void anAddressThatIsGivenBackIsTheSubnetsAgain() {
    var eni = create(new NewInterface.Content.Addresses(3), NO_TAGS);
    var before = ec2().subnet(at().roomy()).availableAddresses();

    ec2().unassign(eni.id(), List.of(eni.addresses().getFirst().toPrefix()));

    assertThat(ec2().describe(eni.id()).addresses()).isEqualTo(eni.addresses().subList(1, 3));
    assertThat(ec2().subnet(at().roomy()).availableAddresses()).isEqualTo(before + 1);
  }

  @Test
  void aPrefixThatIsGivenBackIsTheSubnetsAgain() throws InterruptedException {
    var eni = create(NOTHING, NO_TAGS).id();
    var before = ec2().subnet(at().roomy()).availableAddresses();

    var prefixes = ec2().assignPrefixes(eni, 1);

    var meanwhile = ec2().subnet(at().roomy()).availableAddresses();
    promise(
        Divergence.PREFIXES_IGNORED,
        () -> {
          assertThat(meanwhile).isEqualTo(before - 16);
          ec2().unassign(eni, prefixes);
        },
        () -> assertThat(meanwhile).isEqualTo(before));
    assertThat(ec2().describe(eni).prefixes()).isEmpty();
    assertThat(ec2().subnet(at().roomy()).availableAddresses()).isEqualTo(before);
  }

  @Test
  void onlyWhatAnInterfaceHasCanBeTakenAway() throws InterruptedException {
    var eni = create(new NewInterface.Content.Addresses(1), NO_TAGS);
    var stranger = create(new NewInterface.Content.Addresses(1), NO_TAGS).addresses().getFirst();

    var other = refusalOf(() -> ec2().unassign(eni.id(), List.of(stranger.toPrefix())));
    var primary = refusalOf(() -> ec2().unassign(eni.id(), List.of(eni.primary().toPrefix())));

    promise(
        Divergence.ANYTHING_TAKEN_AWAY,
        () -> {
          assertThat(primary).containsInstanceOf(Ec2Failure.Invalid.class);
          assertThat(other).containsInstanceOf(Ec2Failure.Invalid.class);
          assertThat(ec2().describe(eni.id())).isEqualTo(eni);
        },
        () -> {
          assertThat(primary).isEmpty();
          assertThat(other).isEmpty();
        });
  }

  @Test
  void aSubnetWithoutAWholePrefixIsFragmented() throws InterruptedException {
    var eni = create(at().cramped(), new NewInterface.Content.Addresses(1));

    var atCreation = refusalOf(() -> create(at().cramped(), new NewInterface.Content.Prefixes(1)));
    var later = refusalOf(() -> ec2().assignPrefixes(eni.id(), 1));

    promise(
        Divergence.PREFIXES_IGNORED,
        () -> {
          assertThat(atCreation).containsInstanceOf(Ec2Failure.SubnetFragmented.class);
          assertThat(later).containsInstanceOf(Ec2Failure.SubnetFragmented.class);
        },
        () -> {
          assertThat(atCreation).isEmpty();
          assertThat(later).isEmpty();
        });
    ec2().assignAddresses(eni.id(), 1);
    assertThat(ec2().describe(eni.id()).addresses()).hasSize(2);
  }

  @Test
  void aSubnetWithoutAnAddressIsExhausted() throws InterruptedException {
    var free = ec2().subnet(at().cramped()).availableAddresses();
    var eni = create(at().cramped(), new NewInterface.Content.Addresses(free - 1));
    var left = ec2().subnet(at().cramped()).availableAddresses();

    var atCreation = refusalOf(() -> create(at().cramped(), NOTHING));
    var later = refusalOf(() -> ec2().assignAddresses(eni.id(), 1));

    var atLast = ec2().subnet(at().cramped()).availableAddresses();
    assertThat(free).isEqualTo(27);
    assertThat(left).isZero();
    promise(
        Divergence.SUBNETS_NEVER_FULL,
        () -> {
          assertThat(atCreation).containsInstanceOf(Ec2Failure.SubnetExhausted.class);
          assertThat(later).containsInstanceOf(Ec2Failure.SubnetExhausted.class);
          assertThat(atLast).isZero();
        },
        () -> {
          assertThat(atCreation).isEmpty();
          assertThat(later).isEmpty();
          assertThat(atLast).isEqualTo(-2);
        });
  }

  @Test
  void aRefusedCreationTakesNothing() throws InterruptedException {
    var before = ec2().subnet(at().cramped()).availableAddresses();

    var addresses = refusalOf(() -> create(at().cramped(), new NewInterface.Content.Addresses(27)));
    var after = ec2().subnet(at().cramped()).availableAddresses();
    refusalOf(() -> create(at().cramped(), new NewInterface.Content.Prefixes(1)));

    promise(
        Divergence.SUBNETS_NEVER_FULL,
        () -> {
          assertThat(addresses).isPresent();
          assertThat(after).isEqualTo(before);
          assertThat(ec2().subnet(at().cramped()).availableAddresses()).isEqualTo(before);
        },
        () -> {
          assertThat(addresses).isEmpty();
          assertThat(after).isEqualTo(before - 28);
        });
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
  private static boolean canBeHandedOut(Ipv4Address address, Ipv4Prefix subnet) {
    var kept = new HashSet<>(subnet.addresses().limit(4).toList());
    kept.add(subnet.last());
    return subnet.contains(address) && !kept.contains(address);
  }
}
