package io.warmwell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv6Prefix;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What interfaces hold of IPv6.
abstract class InterfaceIpv6Contract extends Ec2Contract {

  @Test
  void anIpv6PrefixIsPartOfTheSubnetsAndStaysThroughAttachment() throws InterruptedException {
    var untouched = create(NOTHING, NO_TAGS).id();

    promise(
        Divergence.IPV6_PREFIXES_IGNORED,
        this::ipv6PrefixesStayThroughAttachment,
        () -> {
          var failure = failureOf(() -> ec2().assignIpv6Prefix(untouched));
          assertThat(failure).isInstanceOf(Ec2Failure.Ambiguous.class);
          assertThat(ec2().describe(untouched).ipv6Prefixes()).isEmpty();
        });
  }

  private void ipv6PrefixesStayThroughAttachment() throws InterruptedException {
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
  void anIpv6PrefixCanBeAskedForByNameWhileNobodyHasIt() throws InterruptedException {
    var untouched = create(NOTHING, NO_TAGS).id();
    var named = new Ipv6Prefix(at().roomyIpv6().base(), 80);

    promise(
        Divergence.IPV6_PREFIXES_IGNORED,
        this::aNamedIpv6PrefixGoesToOneInterface,
        () -> {
          ec2().assignIpv6Prefix(untouched, named);
          assertThat(ec2().describe(untouched).ipv6Prefixes()).isEmpty();
        });
  }

  private void aNamedIpv6PrefixGoesToOneInterface() {
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
  void aSubnetWithoutIpv6HasNoSuchPrefix() throws InterruptedException {
    var eni = create(at().cramped(), NOTHING).id();

    var failure = failureOf(() -> ec2().assignIpv6Prefix(eni));

    promise(
        Divergence.IPV6_PREFIXES_IGNORED,
        () -> assertThat(failure).isInstanceOf(Ec2Failure.Invalid.class),
        () -> assertThat(failure).isInstanceOf(Ec2Failure.Ambiguous.class));
    assertThat(ec2().describe(eni).ipv6Prefixes()).isEmpty();
  }
}
