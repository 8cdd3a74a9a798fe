package io.warmwell.simulator.ec2;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the role of the simulated instances may do: everything but what has been taken from it.
///
/// Thread-safe.
public final class RolePolicy {
  /// Stands for the kilobytes that only STS can read.
  private static final String ENCODED = "c2ltdWxhdGVk".repeat(40);

  private final Set<Action> denied = ConcurrentHashMap.newKeySet();

  /// From now on an action is refused.
  public void deny(Action action) {
    denied.add(action);
  }

  /// From now on an action is carried out again.
  public void allow(Action action) {
    denied.remove(action);
  }

  /// Refuses a request as EC2 does, before it looks at anything else: also a dry run.
  ///
  /// @throws RefusedException if its action is denied, or the tagging that is part of it
  void require(Action action, QueryParameters query) {
    if (denied.contains(action)) {
      throw unauthorized(action, query);
    }
    if (denied.contains(Action.CREATE_TAGS) && !query.groups("TagSpecification").isEmpty()) {
      throw unauthorized(Action.CREATE_TAGS, query);
    }
  }

  private static RefusedException unauthorized(Action action, QueryParameters query) {
    var resource = query.peek("NetworkInterfaceId").orElse("*");
    return new RefusedException(
        "UnauthorizedOperation",
        ("You are not authorized to perform this operation. User: arn:aws:sts::%1$s:assumed-role/"
                + MetadataTree.ROLE
                + "/i is not authorized to perform: ec2:%2$s on resource:"
                + " arn:aws:ec2:*:%1$s:network-interface/%3$s because no identity-based policy"
                + " allows the ec2:%2$s action. Encoded authorization failure message: %4$s")
            .formatted(VpcConfiguration.OWNER_ID, action.ec2Name(), resource, ENCODED));
  }
}
