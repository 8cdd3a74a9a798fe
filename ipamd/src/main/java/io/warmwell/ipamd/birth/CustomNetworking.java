package io.warmwell.ipamd.birth;

import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;

/// Which subnets and security groups pods of this node are to live in, with
/// AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: what an ENIConfig says.
///
/// Thread-safe. It is asked before every creation of an interface, so an answer comes from memory.
@FunctionalInterface
public interface CustomNetworking {

  /// What is wanted now.
  Answer wanted();

  /// Always the same.
  static CustomNetworking fixed(Answer answer) {
    return () -> answer;
  }

  /// What is known of what is wanted.
  sealed interface Answer {

    /// It is known. Of the subnets those count that lie in the node's availability zone; tags must
    /// all be there, and in their values `*` and `?` are wildcards.
    ///
    /// @param source what says so, for messages, for example `ENIConfig eu-central-1a`
    /// @param subnets ids of subnets
    /// @param subnetTags choose further subnets; none chooses none
    /// @param securityGroups ids of security groups
    /// @param groupTags choose further groups; none chooses none. Without either the primary
    ///   interface's groups are taken.
    record Wanted(
        String source,
        List<SubnetId> subnets,
        Map<String, String> subnetTags,
        List<String> securityGroups,
        Map<String, String> groupTags)
        implements Answer {

      /// @throws IllegalArgumentException if no subnet is wanted at all
      public Wanted {
        subnets = List.copyOf(subnets);
        subnetTags = Map.copyOf(subnetTags);
        securityGroups = List.copyOf(securityGroups);
        groupTags = Map.copyOf(groupTags);
        if (subnets.isEmpty() && subnetTags.isEmpty()) {
          throw new IllegalArgumentException(source + " names no subnet");
        }
      }

      /// Subnets and groups by their ids alone.
      public Wanted(String source, List<SubnetId> subnets, List<String> securityGroups) {
        this(source, subnets, Map.of(), securityGroups, Map.of());
      }
    }

    /// It is not known: no interface can be made.
    ///
    /// @param reason what is missing, by its name, and what to do about it
    record Absent(String reason) implements Answer {}
  }
}
