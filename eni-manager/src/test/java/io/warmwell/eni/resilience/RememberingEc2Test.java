package io.warmwell.eni.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RememberingEc2Test {
  private static final SubnetId SUBNET = new SubnetId("subnet-1");
  private static final int PLENTY = 1_000;

  private Instant now = Instant.EPOCH;
  private final SharedAccount account = new SharedAccount(() -> now, PLENTY, PLENTY);
  private final RememberingEc2 ec2 = new RememberingEc2(account, () -> now);

  @Test
  void aSubnetIsAskedForOnceInAWhile() {
    ec2.subnet(SUBNET);
    ec2.subnet(SUBNET);
    now = now.plus(RememberingEc2.SUBNETS);
    ec2.subnet(SUBNET);

    assertThat(account.calls()).hasSize(2);
  }

  @Test
  void aTypeIsAskedForOnce() {
    ec2.limits("m5.large");
    now = now.plus(Duration.ofHours(12));
    ec2.limits("m5.large");

    assertThat(account.calls()).hasSize(1);
  }

  @Test
  void whatWasJustListedIsNotListedAgain() {
    ec2.interfacesOf("i-1");
    ec2.interfacesOf("i-1");
    now = now.plus(RememberingEc2.LISTINGS);
    ec2.interfacesOf("i-1");

    assertThat(account.calls()).hasSize(2);
  }

  @Test
  void aListingFromBeforeAChangeIsForgotten() {
    ec2.interfacesOf("i-1");
    ec2.assignAddresses(SharedAccount.ENI, 1);
    ec2.interfacesOf("i-1");

    assertThat(account.calls())
        .containsExactly(
            "DescribeNetworkInterfaces", "AssignPrivateIpAddresses", "DescribeNetworkInterfaces");
  }

  @Test
  void aListingDuringAChangeIsForgotten() {
    var during = new Listing[1];
    var changing =
        new Ec2Decorator(account) {
          @Override
          public List<Ipv4Address> assignAddresses(EniId eni, int count) {
            during[0].list();
            return super.assignAddresses(eni, count);
          }
        };
    var remembering = new RememberingEc2(changing, () -> now);
    during[0] = () -> remembering.interfacesOf("i-1");

    remembering.assignAddresses(SharedAccount.ENI, 1);
    remembering.interfacesOf("i-1");

    assertThat(account.calls())
        .containsExactly(
            "DescribeNetworkInterfaces", "AssignPrivateIpAddresses", "DescribeNetworkInterfaces");
  }

  @Test
  void aSingleInterfaceIsAlwaysAskedForAnew() {
    ec2.describe(SharedAccount.ENI);
    ec2.describe(SharedAccount.ENI);

    assertThat(account.calls()).hasSize(2);
  }

  private interface Listing {
    List<Interface> list();
  }
}
