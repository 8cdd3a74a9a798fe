package io.warmwell.simulator.ec2;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the role of the simulated instances may do: everything but what has been taken from it.
///
/// Thread-safe.
public final class RolePolicy {
  /// Stands for the kilobytes that only STS can read.
  private static final String ENCODED = "c2ltdWxhdGVk".repeat(40);

  private volatile boolean isExplicit = true;
  private final Set<Action> denied = ConcurrentHashMap.newKeySet();

  /// From now on an action is refused.
  public void deny(Action action) {
    denied.add(action);
  }

  /// From now on an action is carried out again.
  public void allow(Action action) {
    denied.remove(action);
  }

  /// From now on refusals do not name what is denied: older answers of EC2's hold the encoded
  /// message alone.
  public void nameNothing() {
    isExplicit = false;
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

  private RefusedException unauthorized(Action action, QueryParameters query) {
    return new RefusedException(
        "UnauthorizedOperation",
        "You are not authorized to perform this operation. "
            + (isExplicit ? explanation(action, query) : "")
            + "Encoded authorization failure message: "
            + ENCODED);
  }

  private static String explanation(Action action, QueryParameters query) {
    return ("User: arn:aws:sts::%1$s:assumed-role/%2$s/i is not authorized to perform: ec2:%3$s on"
            + " resource: arn:aws:ec2:*:%1$s:network-interface/%4$s because no identity-based"
            + " policy allows the ec2:%3$s action. ")
        .formatted(
            VpcConfiguration.OWNER_ID,
            MetadataTree.ROLE,
            action.ec2Name(),
            query.peek("NetworkInterfaceId").orElse("*"));
  }
}
