package io.warmwell.contract;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Pause;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;

/// What one test of the contract finds: a running m5.large and two subnets of its zone, used by
/// nobody else.
///
/// @param ec2 the port under test
/// @param instanceId the instance; its only interface is the primary one, in the roomy subnet
/// @param primary its primary interface
/// @param trunk an interface of type trunk that is attached to nothing, in the roomy subnet
/// @param roomy a subnet of at least 2048 addresses
/// @param roomyCidr the CIDR of that subnet
/// @param roomyIpv6 its IPv6 CIDR
/// @param cramped a /27 without IPv6: single addresses, but no /28 without one of the five that EC2
///   keeps
/// @param vpcId the VPC of it all
/// @param zone the availability zone of both subnets; the VPC has one more subnet in another
/// @param securityGroup a group of the same VPC, tagged `team=pods`; the default group is not
/// @param terminate ends the instance
/// @param pause lets EC2's time pass
record Premises(
    Ec2 ec2,
    String instanceId,
    EniId primary,
    EniId trunk,
    SubnetId roomy,
    Ipv4Prefix roomyCidr,
    Ipv6Prefix roomyIpv6,
    SubnetId cramped,
    String vpcId,
    String zone,
    String securityGroup,
    Runnable terminate,
    Pause pause) {}
