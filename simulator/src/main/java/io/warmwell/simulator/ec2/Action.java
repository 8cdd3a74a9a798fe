package io.warmwell.simulator.ec2;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The actions of the EC2 API that the simulator carries out.
public enum Action {
  ASSIGN_IPV6_ADDRESSES("AssignIpv6Addresses"),
  ASSIGN_PRIVATE_IP_ADDRESSES("AssignPrivateIpAddresses"),
  ATTACH_NETWORK_INTERFACE("AttachNetworkInterface"),
  CREATE_NETWORK_INTERFACE("CreateNetworkInterface"),
  CREATE_TAGS("CreateTags"),
  DELETE_NETWORK_INTERFACE("DeleteNetworkInterface"),
  DELETE_TAGS("DeleteTags"),
  DESCRIBE_INSTANCE_TYPES("DescribeInstanceTypes"),
  DESCRIBE_INSTANCES("DescribeInstances"),
  DESCRIBE_NETWORK_INTERFACES("DescribeNetworkInterfaces"),
  DESCRIBE_SECURITY_GROUPS("DescribeSecurityGroups"),
  DESCRIBE_SUBNETS("DescribeSubnets"),
  DETACH_NETWORK_INTERFACE("DetachNetworkInterface"),
  MODIFY_NETWORK_INTERFACE_ATTRIBUTE("ModifyNetworkInterfaceAttribute"),
  UNASSIGN_IPV6_ADDRESSES("UnassignIpv6Addresses"),
  UNASSIGN_PRIVATE_IP_ADDRESSES("UnassignPrivateIpAddresses");

  private static final Map<String, Action> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Action::ec2Name, Function.identity()));

  private final String ec2Name;

  Action(String ec2Name) {
    this.ec2Name = ec2Name;
  }

  /// EC2's name of the action.
  public String ec2Name() {
    return ec2Name;
  }

  /// Whether it has a parameter DryRun. Source: EC2 API reference.
  boolean hasDryRun() {
    return switch (this) {
      case ASSIGN_IPV6_ADDRESSES,
          ASSIGN_PRIVATE_IP_ADDRESSES,
          UNASSIGN_IPV6_ADDRESSES,
          UNASSIGN_PRIVATE_IP_ADDRESSES ->
          false;
      case ATTACH_NETWORK_INTERFACE,
          CREATE_NETWORK_INTERFACE,
          CREATE_TAGS,
          DELETE_NETWORK_INTERFACE,
          DELETE_TAGS,
          DESCRIBE_INSTANCE_TYPES,
          DESCRIBE_INSTANCES,
          DESCRIBE_NETWORK_INTERFACES,
          DESCRIBE_SECURITY_GROUPS,
          DESCRIBE_SUBNETS,
          DETACH_NETWORK_INTERFACE,
          MODIFY_NETWORK_INTERFACE_ATTRIBUTE ->
          true;
    };
  }

  static Action parse(String name) {
    var action = BY_NAME.get(name);
    if (action == null) {
      throw Refusals.noSuchAction(name);
    }
    return action;
  }
}
