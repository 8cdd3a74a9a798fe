package io.warmwell.eni;

import java.util.Map;
import java.util.Optional;

/// What a person can do about a failure that does not pass by itself, or not soon enough.
///
/// Failures that the daemon gets over alone have none: an advice is a reason to act.
final class Advice {
  private static final String SUBNET =
      "free addresses in the subnet, or give pods another one of this zone (tag "
          + Subnet.ROLE_TAG
          + "=1)";

  private static final String ENDPOINT =
      "see whether the node reaches EC2: DNS, a route by NAT or a VPC endpoint for EC2, and the"
          + " security groups and ACLs on the way";

  private static final String SOMEBODY_ELSE =
      "see who else gives this instance interfaces or addresses";

  private static final Map<String, String> BY_CODE =
      Map.ofEntries(
          Map.entry("InsufficientFreeAddressesInSubnet", SUBNET),
          Map.entry(
              "NetworkInterfaceLimitExceeded",
              "ask AWS to raise the quota \"Network interfaces per Region\", or delete interfaces"
                  + " that nobody uses"),
          Map.entry("AttachmentLimitExceeded", SOMEBODY_ELSE),
          Map.entry("PrivateIpAddressLimitExceeded", SOMEBODY_ELSE),
          Map.entry("InvalidSubnetID.NotFound", "name a subnet that exists"),
          Map.entry("InvalidGroup.NotFound", "name security groups that exist, of the same VPC"),
          Map.entry(
              "SecurityGroupsPerInterfaceLimitExceeded",
              "give pods' interfaces fewer security groups, or ask AWS to raise the quota \"Security"
                  + " groups per network interface\""),
          Map.entry("SdkClientException", ENDPOINT),
          Map.entry("ApiCallTimeoutException", ENDPOINT),
          Map.entry("ApiCallAttemptTimeoutException", ENDPOINT));

  private Advice() {}

  /// What to do, as the end of a sentence; empty if there is nothing a person would have to do.
  static Optional<String> on(Ec2Failure failure) {
    return Optional.ofNullable(BY_CODE.get(failure.code()));
  }
}
