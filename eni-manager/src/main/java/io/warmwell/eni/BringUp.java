package io.warmwell.eni;

import io.warmwell.pool.SubnetId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A wish for one more interface on this instance.
///
/// A wish whose outcome stayed unknown can be repeated as it is, also by a later process: EC2 then
/// answers with the interface of the first time. A wish that failed with its interface deleted
/// needs a new token.
///
/// @param securityGroups ids of its security groups; none means the VPC's default group
/// @param content how many secondary addresses or prefixes it is born with
/// @param deviceIndex the device index to try first, 1 or more; the next free one is taken if
///   another interface has it
/// @param tags tags beside [Interface#INSTANCE_TAG] and [Interface#CREATED_AT_TAG]
/// @param createdAt goes into [Interface#CREATED_AT_TAG]; part of the wish, since EC2 refuses a
///   token that comes back with other parameters
/// @param clientToken at most 64 ASCII characters, unique to this wish
public record BringUp(
    SubnetId subnet,
    List<String> securityGroups,
    NewInterface.Content content,
    int deviceIndex,
    Map<String, String> tags,
    Instant createdAt,
    String clientToken) {

  /// @throws IllegalArgumentException if the device index is the primary interface's
  public BringUp {
    if (deviceIndex < 1) {
      throw new IllegalArgumentException(
          "device index of a secondary interface starts at 1, not " + deviceIndex);
    }
    securityGroups = List.copyOf(securityGroups);
    tags = Map.copyOf(tags);
  }
}
