package io.warmwell.eni.iam;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an action is allowed on: resources, and a condition where EC2 knows one that holds for
/// everything the daemon does and for little else.
public enum Reach {
  /// Describes know no resources.
  EVERYTHING("Describe", "everything: EC2 cannot limit it"),

  /// Any interface: the primary one, which gets most of a node's addresses, is made with the
  /// instance and has no tag that the daemon could count on.
  INTERFACES("AddressesOfInterfaces", "interfaces, those without our tags too: the primary one"),

  /// An interface that comes into being with our tag.
  NEW_INTERFACES("MakeTaggedInterfaces", "new interfaces, only with our tag"),

  /// The subnets and security groups of a new interface.
  BIRTHPLACES("MakeInterfacesHere", "subnets and security groups"),

  /// Tags in the call that makes an interface, and in no other.
  TAGS_OF_NEW_INTERFACES("TagInterfacesAtCreation", "tags at creation only"),

  /// Interfaces that carry our tag.
  OUR_INTERFACES("OurInterfaces", "interfaces with our tag"),

  /// The instances that interfaces are attached to.
  INSTANCES("InterfacesOfInstances", "the instance"),

  /// The security groups that an interface is given later.
  SECURITY_GROUPS("GroupsOfInterfaces", "security groups");

  private final String sid;
  private final String words;

  Reach(String sid, String words) {
    this.sid = sid;
    this.words = words;
  }

  /// The id of its statement: letters and digits.
  String sid() {
    return sid;
  }

  /// For people.
  String words() {
    return words;
  }

  List<String> resources(Scope scope) {
    return switch (this) {
      case EVERYTHING -> List.of("*");
      case INTERFACES, NEW_INTERFACES, TAGS_OF_NEW_INTERFACES, OUR_INTERFACES ->
          List.of(scope.arn("network-interface"));
      case BIRTHPLACES -> List.of(scope.sharedArn("security-group"), scope.sharedArn("subnet"));
      case INSTANCES -> List.of(scope.arn("instance"));
      case SECURITY_GROUPS -> List.of(scope.sharedArn("security-group"));
    };
  }

  /// Operators with the keys and values that they compare.
  Map<String, Map<String, String>> conditions(Scope scope) {
    var conditions = new TreeMap<String, Map<String, String>>();
    switch (this) {
      case EVERYTHING -> {}
      case INTERFACES, BIRTHPLACES, SECURITY_GROUPS -> scope.inVpc(conditions);
      // Its VPC is its subnet's.
      case NEW_INTERFACES -> scope.tagged("aws:RequestTag/", conditions);
      case TAGS_OF_NEW_INTERFACES ->
          conditions.put(
              "StringEquals",
              Map.of("ec2:CreateAction", Ec2Action.CREATE_NETWORK_INTERFACE.ec2Name()));
      case OUR_INTERFACES -> {
        scope.tagged("aws:ResourceTag/", conditions);
        scope.inVpc(conditions);
      }
      case INSTANCES -> scope.ofCaller(conditions);
    }
    return conditions;
  }
}
