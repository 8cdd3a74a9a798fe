package io.warmwell.eni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;
import java.util.List;

/// Who this instance is, as the instance metadata service tells. Read once at start; nothing in it
/// changes while an instance runs, but for the VPC's CIDRs.
///
/// @param vpcId the VPC of the primary interface
/// @param securityGroups ids of the primary interface's security groups
/// @param vpcCidrs IPv4 CIDRs of the VPC
public record InstanceIdentity(
    String instanceId,
    String instanceType,
    String region,
    String availabilityZone,
    EniId primaryEni,
    MacAddress primaryMac,
    Ipv4Address primaryAddress,
    SubnetId primarySubnet,
    String vpcId,
    List<String> securityGroups,
    List<Ipv4Prefix> vpcCidrs) {

  public InstanceIdentity {
    securityGroups = List.copyOf(securityGroups);
    vpcCidrs = List.copyOf(vpcCidrs);
  }
}
