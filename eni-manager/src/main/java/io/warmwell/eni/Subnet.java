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

  /// Tag whose value `0` says that a subnet's addresses are not for pods; the AWS VPC CNI reads the
  /// same. Other values allow what is allowed without the tag.
  public static final String ROLE_TAG = "kubernetes.io/role/cni";

  public Subnet {
    tags = Map.copyOf(tags);
  }

  /// Whether pods get no addresses of it.
  public boolean isExcluded() {
    return "0".equals(tags.get(ROLE_TAG));
  }
}
