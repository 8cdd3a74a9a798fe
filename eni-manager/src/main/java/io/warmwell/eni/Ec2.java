package io.warmwell.eni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calls to EC2 that the daemon needs, and no others.
///
/// Thread-safe. Every call blocks until EC2 has answered or a deadline has passed, and throws
/// [Ec2Exception] with a classified [Ec2Failure] when it was refused or its outcome is unknown.
/// Names and semantics are those of the EC2 API reference, version 2016-11-15.
public interface Ec2 {

  /// The interfaces attached to an instance, and those that carry the tag [Interface#INSTANCE_TAG]
  /// with its id but are attached to nothing. EC2: DescribeNetworkInterfaces, paged.
  List<Interface> interfacesOf(String instanceId);

  /// One interface, as EC2 sees it now. EC2: DescribeNetworkInterfaces.
  Interface describe(EniId eni);

  /// Creates an interface with its secondary addresses or prefixes and its tags in one call. The
  /// same [NewInterface#clientToken] returns the same interface. EC2: CreateNetworkInterface.
  Interface create(NewInterface request);

  /// Starts to attach an interface to an instance at a device index of network card 0 and returns
  /// the attachment's id. EC2: AttachNetworkInterface.
  String attach(EniId eni, String instanceId, int deviceIndex);

  /// Makes EC2 delete the interface with its instance. EC2: ModifyNetworkInterfaceAttribute.
  void deleteOnTermination(EniId eni, String attachmentId);

  /// Starts to detach an interface. EC2: DetachNetworkInterface.
  void detach(String attachmentId);

  /// Deletes an interface that is attached to nothing. EC2: DeleteNetworkInterface.
  void delete(EniId eni);

  /// Adds secondary addresses of EC2's choice and returns the new ones. EC2:
  /// AssignPrivateIpAddresses.
  List<Ipv4Address> assignAddresses(EniId eni, int count);

  /// Adds /28 prefixes of EC2's choice and returns the new ones. EC2: AssignPrivateIpAddresses.
  List<Ipv4Prefix> assignPrefixes(EniId eni, int count);

  /// Adds these very secondary addresses (as /32), or these very prefixes, which must be free; one
  /// kind a call. Never takes them from another interface. EC2: AssignPrivateIpAddresses.
  void assign(EniId eni, List<Ipv4Prefix> blocks);

  /// Takes secondary addresses (as /32) and /28 prefixes away from an interface. EC2 does not check
  /// whether they are in use. EC2: UnassignPrivateIpAddresses.
  void unassign(EniId eni, List<Ipv4Prefix> blocks);

  /// Adds a /80 prefix of EC2's choice and returns it. The interface's subnet must have an IPv6
  /// CIDR. EC2: AssignIpv6Addresses.
  Ipv6Prefix assignIpv6Prefix(EniId eni);

  /// Adds this very /80 prefix, which must be free. EC2: AssignIpv6Addresses.
  void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix);

  /// Sets tags; those with other keys stay. EC2: CreateTags.
  void tag(EniId eni, Map<String, String> tags);

  /// A subnet as EC2 sees it now; its count of free addresses lags. EC2: DescribeSubnets.
  Subnet subnet(SubnetId id);

  /// The subnets of a VPC in one availability zone; counts of free addresses lag. EC2:
  /// DescribeSubnets, paged.
  List<Subnet> subnets(String vpcId, String availabilityZone);

  /// The ids of a VPC's security groups that have all of these tags, ordered; in a value `*` and
  /// `?` are wildcards. EC2: DescribeSecurityGroups, paged.
  ///
  /// @param tags at least one
  List<String> securityGroups(String vpcId, Map<String, String> tags);

  /// Puts these security groups, at least one, in place of those that an interface has. EC2:
  /// ModifyNetworkInterfaceAttribute.
  void regroup(EniId eni, List<String> securityGroups);

  /// The limits of an instance type's default network card. EC2: DescribeInstanceTypes.
  InterfaceLimits limits(String instanceType);

  /// Interfaces of a VPC and a cluster that carry the tag [Interface#INSTANCE_TAG] and are attached
  /// to nothing. EC2: DescribeNetworkInterfaces, filtered and paged.
  ///
  /// @param cluster value of [Interface#CLUSTER_TAG]
  List<Unattached> unattached(String vpcId, String cluster);

  /// Which of these instances EC2 knows in any state but `terminated`. A new one may be missing for
  /// some seconds. EC2: DescribeInstances, filtered and paged.
  Set<String> existingInstances(Set<String> ids);
}
