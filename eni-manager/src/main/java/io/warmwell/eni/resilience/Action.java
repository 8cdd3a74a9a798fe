package io.warmwell.eni.resilience;

/// The calls of [io.warmwell.eni.Ec2], by EC2's names: each has limits of its own, there as here.
enum Action {
  DESCRIBE_INTERFACES("DescribeNetworkInterfaces"),
  CREATE_INTERFACE("CreateNetworkInterface"),
  ATTACH_INTERFACE("AttachNetworkInterface"),
  MODIFY_INTERFACE("ModifyNetworkInterfaceAttribute"),
  DETACH_INTERFACE("DetachNetworkInterface"),
  DELETE_INTERFACE("DeleteNetworkInterface"),
  ASSIGN_ADDRESSES("AssignPrivateIpAddresses"),
  UNASSIGN_ADDRESSES("UnassignPrivateIpAddresses"),
  ASSIGN_IPV6("AssignIpv6Addresses"),
  CREATE_TAGS("CreateTags"),
  DESCRIBE_SUBNETS("DescribeSubnets"),
  DESCRIBE_GROUPS("DescribeSecurityGroups"),
  DESCRIBE_INSTANCES("DescribeInstances"),
  DESCRIBE_TYPES("DescribeInstanceTypes");

  private final String ec2Name;

  Action(String ec2Name) {
    this.ec2Name = ec2Name;
  }

  String ec2Name() {
    return ec2Name;
  }

  /// Whether what is asked for depends on how many pods wait. A throttled one is not made again as
  /// it was: whoever plans growth asks for what is wanted by then.
  boolean isGrowth() {
    return switch (this) {
      case CREATE_INTERFACE, ASSIGN_ADDRESSES -> true;
      case DESCRIBE_INTERFACES,
          ATTACH_INTERFACE,
          MODIFY_INTERFACE,
          DETACH_INTERFACE,
          DELETE_INTERFACE,
          UNASSIGN_ADDRESSES,
          ASSIGN_IPV6,
          CREATE_TAGS,
          DESCRIBE_SUBNETS,
          DESCRIBE_GROUPS,
          DESCRIBE_INSTANCES,
          DESCRIBE_TYPES ->
          false;
    };
  }

  boolean isRead() {
    return ec2Name.startsWith("Describe");
  }
}
