package io.warmwell.eni;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdviceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "InsufficientFreeAddressesInSubnet",
        "NetworkInterfaceLimitExceeded",
        "AttachmentLimitExceeded",
        "InvalidSubnetID.NotFound",
        "InvalidGroup.NotFound"
      })
  void whatDoesNotPassByItselfComesWithWhatToDo(String code) {
    var failure = Ec2Failures.classify(code, "it is so", 400);

    var refused = new Ec2Exception("CreateNetworkInterface", "subnet=subnet-1", failure);

    assertThat(refused)
        .hasMessageStartingWith("CreateNetworkInterface subnet=subnet-1: " + code + ": it is so; ");
  }

  @Test
  void whatPassesByItselfComesWithout() {
    var failure = Ec2Failures.classify("RequestLimitExceeded", "slow down", 503);

    var refused = new Ec2Exception("CreateNetworkInterface", "subnet=subnet-1", failure);

    assertThat(refused)
        .hasMessage("CreateNetworkInterface subnet=subnet-1: RequestLimitExceeded: slow down");
  }

  @Test
  void whoeverDoesNotReachEc2IsToldWhereToLook() {
    var failure = new Ec2Failure.Ambiguous("SdkClientException", "Connect timed out");

    var unanswered = new Ec2Exception("DescribeSubnets", "subnet=subnet-1", failure);

    assertThat(unanswered)
        .hasMessageStartingWith("DescribeSubnets subnet=subnet-1: SdkClientException: Connect")
        .hasMessageContaining("DNS, a route by NAT or a VPC endpoint for EC2");
  }
}
