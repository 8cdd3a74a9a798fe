package io.warmwell.eni.iam;

import io.warmwell.eni.Interface;
import java.util.Map;
import java.util.Optional;

/// How far a policy reaches.
///
/// @param partition for example `aws` or `aws-cn`
/// @param region for example `eu-central-1`, or `*`
/// @param account of interfaces and instances, 12 digits, or `*`; subnets and security groups may
///   be those of another, in a VPC that is shared
/// @param cluster limits it to interfaces with the tag [Interface#CLUSTER_TAG] of this cluster;
///   without one the tag that every interface of ours has will do
/// @param vpc limits it to one VPC, for example `vpc-0123456789abcdef0`
/// @param callingInstanceOnly limits attaching and detaching to the instance that calls. Good for
///   credentials of an instance profile alone: no others tell EC2 which instance calls
public record Scope(
    String partition,
    String region,
    String account,
    Optional<String> cluster,
    Optional<String> vpc,
    boolean callingInstanceOnly) {

  /// Everywhere in the partition of that name.
  public static final Scope EVERYWHERE =
      new Scope("aws", "*", "*", Optional.empty(), Optional.empty(), false);

  /// Nothing here needs to be escaped in JSON.
  ///
  /// @throws IllegalArgumentException if one of these is not what it should be
  public Scope {
    require("a partition", "aws(-[a-z]+)*", partition);
    require("a region", "\\*|[a-z]{2,}(-[a-z]+)+-[0-9]+", region);
    require("an account", "\\*|[0-9]{12}", account);
    cluster.ifPresent(name -> require("a cluster's name", "[0-9A-Za-z][0-9A-Za-z_.-]{0,99}", name));
    vpc.ifPresent(id -> require("a VPC", "vpc-[0-9a-f]{8,17}", id));
  }

  /// Any resource of a kind.
  String arn(String kind) {
    return "arn:%s:ec2:%s:%s:%s/*".formatted(partition, region, account, kind);
  }

  /// Any resource of a kind that may belong to another account, as in a VPC that is shared.
  String sharedArn(String kind) {
    return "arn:%s:ec2:%s:*:%s/*".formatted(partition, region, kind);
  }

  void tagged(String key, Map<String, Map<String, String>> conditions) {
    cluster.ifPresentOrElse(
        name -> conditions.put("StringEquals", Map.of(key + Interface.CLUSTER_TAG, name)),
        // Null, false: there is such a tag, whatever its value.
        () -> conditions.put("Null", Map.of(key + Interface.INSTANCE_TAG, "false")));
  }

  void inVpc(Map<String, Map<String, String>> conditions) {
    vpc.ifPresent(
        id ->
            conditions.put(
                "ArnLike",
                Map.of("ec2:Vpc", "arn:%s:ec2:%s:*:vpc/%s".formatted(partition, region, id))));
  }

  void ofCaller(Map<String, Map<String, String>> conditions) {
    if (callingInstanceOnly) {
      conditions.put("StringEquals", Map.of("aws:ARN", "${ec2:SourceInstanceARN}"));
    }
  }

  private static void require(String what, String pattern, String text) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("'" + text + "' is not " + what);
    }
  }
}
