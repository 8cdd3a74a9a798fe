package io.warmwell.eni.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the adapter asks EC2 about subnets and security groups.
final class AwsEc2SubnetsTest {
  private static final SubnetId SUBNET = new SubnetId("subnet-1");

  private final ScriptedEc2 server = new ScriptedEc2();
  private final AwsEc2 ec2 = server.client();

  @AfterEach
  void close() {
    ec2.close();
    server.close();
  }

  @Test
  void aSubnetIsReadWhole() {
    server.answers(
        "DescribeSubnets",
        """
        <subnetSet><item>
          <subnetId>subnet-1</subnetId><cidrBlock>10.0.0.0/24</cidrBlock>
          <availabilityZone>eu-west-1a</availabilityZone>
          <availableIpAddressCount>42</availableIpAddressCount>
          <tagSet><item><key>k</key><value>v</value></item></tagSet>
        </item></subnetSet>""");

    var subnet = ec2.subnet(SUBNET);

    assertThat(subnet)
        .isEqualTo(
            new Subnet(
                SUBNET, Ipv4Prefix.parse("10.0.0.0/24"), "eu-west-1a", 42, Map.of("k", "v")));
  }

  @Test
  void subnetsAreAskedForByVpcAndZonePageByPage() {
    server
        .answers(
            "DescribeSubnets",
            "<subnetSet>" + subnetItem(1) + "</subnetSet><nextToken>n</nextToken>")
        .answers("DescribeSubnets", "<subnetSet>" + subnetItem(2) + "</subnetSet>");

    var subnets = ec2.subnets("vpc-1", "eu-west-1a");

    assertThat(subnets)
        .extracting(subnet -> subnet.id().value())
        .containsExactly("subnet-1", "subnet-2");
    assertThat(server.requests().getFirst())
        .isEqualTo(
            Map.of(
                "Action", "DescribeSubnets",
                "Filter.1.Name", "vpc-id",
                "Filter.1.Value.1", "vpc-1",
                "Filter.2.Name", "availability-zone",
                "Filter.2.Value.1", "eu-west-1a"));
    assertThat(server.requests().getLast()).containsEntry("NextToken", "n");
  }

  @Test
  void securityGroupsAreFoundByTheirTags() {
    server.answers(
        "DescribeSecurityGroups",
        "<securityGroupInfo><item><groupId>sg-2</groupId></item><item><groupId>sg-1</groupId></item></securityGroupInfo>");

    var groups = ec2.securityGroups("vpc-1", Map.of("team", "a"));

    assertThat(groups).containsExactly("sg-1", "sg-2");
    assertThat(server.requests())
        .containsExactly(
            Map.of(
                "Action", "DescribeSecurityGroups",
                "Filter.1.Name", "vpc-id",
                "Filter.1.Value.1", "vpc-1",
                "Filter.2.Name", "tag:team",
                "Filter.2.Value.1", "a"));
  }

  @Test
  void anInterfaceGetsOtherSecurityGroups() {
    server.answers("ModifyNetworkInterfaceAttribute", "<return>true</return>");

    ec2.regroup(new EniId("eni-7"), List.of("sg-1", "sg-2"));

    assertThat(server.requests())
        .containsExactly(
            Map.of(
                "Action", "ModifyNetworkInterfaceAttribute",
                "NetworkInterfaceId", "eni-7",
                "SecurityGroupId.1", "sg-1",
                "SecurityGroupId.2", "sg-2"));
  }

  private static String subnetItem(int number) {
    return """
    <item><subnetId>subnet-%d</subnetId><cidrBlock>10.0.%d.0/24</cidrBlock>
    <availabilityZone>eu-west-1a</availabilityZone>
    <availableIpAddressCount>42</availableIpAddressCount></item>"""
        .formatted(number, number);
  }
}
