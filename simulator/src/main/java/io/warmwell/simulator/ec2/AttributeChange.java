package io.warmwell.simulator.ec2;

import java.util.List;

/// The one attribute that a call of ModifyNetworkInterfaceAttribute changes.
public sealed interface AttributeChange {

  /// Whether EC2 deletes the interface with its instance.
  record DeleteOnTermination(String attachmentId, boolean value) implements AttributeChange {}

  /// Whether EC2 drops packets that are neither from nor to the interface.
  record SourceDestCheck(boolean value) implements AttributeChange {}

  /// The whole new set of security groups, at least one.
  record SecurityGroups(List<String> ids) implements AttributeChange {
    public SecurityGroups {
      ids = List.copyOf(ids);
    }
  }

  /// The new description.
  record Description(String value) implements AttributeChange {}
}
