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

  public Subnet {
    tags = Map.copyOf(tags);
  }
}
