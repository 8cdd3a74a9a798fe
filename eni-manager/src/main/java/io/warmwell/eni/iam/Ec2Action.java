package io.warmwell.eni.iam;

import java.util.Arrays;
import java.util.List;

/// An action of EC2's that the daemon calls, and must be allowed to.
///
/// There are no others: a test compares this list with the calls in the code, so that what is
/// missing here, or no longer needed, breaks the build.
///
/// Sources: which resources an action is checked against and which conditions it knows, from the
/// Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2", and
/// `docs/iam-policy.md` of amazon-vpc-cni-k8s.
public enum Ec2Action {
  DESCRIBE_NETWORK_INTERFACES(
      "DescribeNetworkInterfaces",
      Use.EVERY_NODE,
      "learn which interfaces the node has, and what came of a call whose answer was lost",
      Reach.EVERYTHING),
  DESCRIBE_SUBNETS(
      "DescribeSubnets",
      Use.EVERY_NODE,
      "find the subnets that are for pods, and the one with most free addresses",
      Reach.EVERYTHING),
  DESCRIBE_SECURITY_GROUPS(
      "DescribeSecurityGroups",
      Use.IPV4,
      "find the security groups of pods' interfaces by their tags",
      Reach.EVERYTHING),
  DESCRIBE_INSTANCES(
      "DescribeInstances",
      Use.IPV4,
      "learn whether the node that an unattached interface was made for is gone",
      Reach.EVERYTHING),
  DESCRIBE_INSTANCE_TYPES(
      "DescribeInstanceTypes",
      Use.EVERY_NODE,
      "learn the limits of an instance type that is newer than the built-in table",
      Reach.EVERYTHING),
  ASSIGN_PRIVATE_IP_ADDRESSES(
      "AssignPrivateIpAddresses",
      Use.IPV4,
      "give an interface addresses or /28 prefixes for pods",
      Reach.INTERFACES),
  UNASSIGN_PRIVATE_IP_ADDRESSES(
      "UnassignPrivateIpAddresses",
      Use.IPV4,
      "give back addresses and prefixes that no pod needs",
      Reach.INTERFACES),
  CREATE_NETWORK_INTERFACE(
      "CreateNetworkInterface",
      Use.IPV4,
      "make an interface when those of the node are full",
      Reach.NEW_INTERFACES,
      Reach.BIRTHPLACES),
  CREATE_TAGS(
      "CreateTags",
      Use.IPV4,
      "say in the call that makes an interface which node it is for; add tags that came later",
      Reach.TAGS_OF_NEW_INTERFACES,
      Reach.OUR_INTERFACES),
  ATTACH_NETWORK_INTERFACE(
      "AttachNetworkInterface",
      Use.IPV4,
      "attach it to the node",
      Reach.OUR_INTERFACES,
      Reach.INSTANCES),
  MODIFY_NETWORK_INTERFACE_ATTRIBUTE(
      "ModifyNetworkInterfaceAttribute",
      Use.IPV4,
      "have EC2 delete it with its instance; keep its security groups in step",
      Reach.OUR_INTERFACES,
      Reach.INSTANCES,
      Reach.SECURITY_GROUPS),
  DETACH_NETWORK_INTERFACE(
      "DetachNetworkInterface",
      Use.IPV4,
      "detach an interface that no pod needs",
      Reach.OUR_INTERFACES,
      Reach.INSTANCES),
  DELETE_NETWORK_INTERFACE(
      "DeleteNetworkInterface",
      Use.IPV4,
      "delete it, and what nodes left behind that are gone",
      Reach.OUR_INTERFACES),
  ASSIGN_IPV6_ADDRESSES(
      "AssignIpv6Addresses",
      Use.IPV6,
      "give the primary interface the /80 prefix that pods' IPv6 addresses are of",
      Reach.INTERFACES);

  private final String ec2Name;
  private final Use use;
  private final String purpose;

  // List.of copies and never changes, which Error Prone cannot see.
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<Reach> reaches;

  Ec2Action(String ec2Name, Use use, String purpose, Reach... reaches) {
    this.ec2Name = ec2Name;
    this.use = use;
    this.purpose = purpose;
    this.reaches = List.of(reaches);
  }

  /// The actions that nodes with these families need.
  public static List<Ec2Action> of(Families families) {
    return Arrays.stream(values()).filter(action -> action.use.isOf(families)).toList();
  }

  /// EC2's name of it.
  public String ec2Name() {
    return ec2Name;
  }

  /// Its name in policies.
  public String permission() {
    return "ec2:" + ec2Name;
  }

  /// What the daemon calls it for, as the end of a sentence.
  public String purpose() {
    return purpose;
  }

  /// On what it is needed; every one of them has to be allowed.
  public List<Reach> reaches() {
    return reaches;
  }

  /// Whether EC2 may rightly refuse it for an interface that is not one of ours.
  public boolean isForOurInterfacesOnly() {
    return reaches.contains(Reach.OUR_INTERFACES);
  }

  /// Whether EC2 says whether it would do it, if asked to.
  public boolean hasDryRun() {
    return switch (this) {
      case ASSIGN_PRIVATE_IP_ADDRESSES, UNASSIGN_PRIVATE_IP_ADDRESSES, ASSIGN_IPV6_ADDRESSES ->
          false;
      case DESCRIBE_NETWORK_INTERFACES,
          DESCRIBE_SUBNETS,
          DESCRIBE_SECURITY_GROUPS,
          DESCRIBE_INSTANCES,
          DESCRIBE_INSTANCE_TYPES,
          CREATE_NETWORK_INTERFACE,
          CREATE_TAGS,
          ATTACH_NETWORK_INTERFACE,
          MODIFY_NETWORK_INTERFACE_ATTRIBUTE,
          DETACH_NETWORK_INTERFACE,
          DELETE_NETWORK_INTERFACE ->
          true;
    };
  }

  /// Which nodes call an action.
  private enum Use {
    EVERY_NODE,
    IPV4,
    IPV6;

    boolean isOf(Families families) {
      return switch (this) {
        case EVERY_NODE -> true;
        case IPV4 -> families.ipv4();
        case IPV6 -> families.ipv6();
      };
    }
  }
}
