package io.warmwell.eni;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.SubnetId;
import java.util.Map;

/// A subnet as EC2 describes it.
///
/// @param availableAddresses addresses not in use; lags behind and says nothing about whole /28s
public record Subnet(
    SubnetId id,
    Ipv4Prefix cidr,
    String availabilityZone,
    int availableAddresses,
    Map<String, String> tags) {

  /// Tag whose value `0` says that a subnet's addresses are not for pods, and whose other values
  /// say that they are; the AWS VPC CNI reads the same.
  public static final String ROLE_TAG = "kubernetes.io/role/cni";

  /// Start of the tags that keep a subnet for the clusters named by their ends; their values mean
  /// nothing.
  public static final String CLUSTER_TAG_PREFIX = "cni.networking.k8s.aws/cluster/";

  public Subnet {
    tags = Map.copyOf(tags);
  }

  /// Whether new interfaces may be made in it, as its tags tell; the rules are the AWS VPC CNI's. A
  /// node's own subnet needs no tag, others need one with a value.
  ///
  /// @param isOwn whether the node's primary interface is in it
  /// @param cluster the cluster's name; empty if it is not known, and then no tag keeps it for
  ///   others
  public boolean isForInterfaces(boolean isOwn, String cluster) {
    var role = tags.getOrDefault(ROLE_TAG, "");
    return role.isEmpty() ? isOwn : !isExcluded() && isFor(cluster);
  }

  private boolean isFor(String cluster) {
    return cluster.isEmpty()
        || tags.containsKey(CLUSTER_TAG_PREFIX + cluster)
        || tags.keySet().stream().noneMatch(key -> key.startsWith(CLUSTER_TAG_PREFIX));
  }

  /// Whether pods get no addresses of it.
  public boolean isExcluded() {
    return "0".equals(tags.get(ROLE_TAG));
  }
}
