package io.warmwell.eni;

import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;

/// What CreateNetworkInterface is asked for.
///
/// @param securityGroups ids of its security groups; none means the VPC's default group
/// @param content how many secondary addresses or prefixes it is born with
/// @param clientToken makes the call idempotent, at most 64 ASCII characters
public record NewInterface(
    SubnetId subnet,
    List<String> securityGroups,
    Content content,
    String description,
    Map<String, String> tags,
    String clientToken) {

  public NewInterface {
    securityGroups = List.copyOf(securityGroups);
    tags = Map.copyOf(tags);
  }

  /// EC2 takes a count of secondary addresses or a count of prefixes at creation, not both.
  public sealed interface Content {

    /// @param count secondary addresses, 0 or more
    record Addresses(int count) implements Content {}

    /// @param count /28 prefixes, 1 or more
    record Prefixes(int count) implements Content {}
  }
}
