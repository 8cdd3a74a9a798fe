package io.warmwell.simulator.ec2;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The VPC that a simulated EC2 starts with; it has one, and it does not change.
///
/// @param region for example `eu-central-1`
/// @param cidrs IPv4 CIDRs of the VPC, the primary one first; at least one
/// @param subnets its subnets, each inside one of the CIDRs
/// @param securityGroups its security groups, the default one first; at least one
/// @param types what EC2 knows about an instance type; empty for a type that does not exist
/// @param latencies how long attaching and detaching take
public record VpcConfiguration(
    String vpcId,
    String region,
    List<Ipv4Prefix> cidrs,
    List<SubnetConfiguration> subnets,
    List<SecurityGroup> securityGroups,
    Function<String, Optional<InstanceTypeLimits>> types,
    Latencies latencies) {

  /// Account that owns everything in the simulated VPC.
  public static final String OWNER_ID = "123456789012";

  /// @throws IllegalArgumentException if a list is empty or a subnet lies outside the CIDRs or
  ///   overlaps another
  public VpcConfiguration {
    cidrs = List.copyOf(cidrs);
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
    if (cidrs.isEmpty() || securityGroups.isEmpty()) {
      throw new IllegalArgumentException("a VPC has a CIDR and a security group at least");
    }
    for (var subnet : subnets) {
      refuseMisplaced(subnet, subnets, cidrs);
    }
  }

  /// The subnet with this id, if the VPC has it.
  public Optional<SubnetConfiguration> subnet(SubnetId id) {
    return subnets.stream().filter(subnet -> subnet.id().equals(id)).findFirst();
  }

  private static void refuseMisplaced(
      SubnetConfiguration subnet, List<SubnetConfiguration> subnets, List<Ipv4Prefix> cidrs) {
    if (cidrs.stream().noneMatch(cidr -> cidr.contains(subnet.cidr()))) {
      throw new IllegalArgumentException(subnet.cidr() + " lies outside the VPC's " + cidrs);
    }
    var overlapping =
        subnets.stream().filter(other -> other.cidr().overlaps(subnet.cidr())).toList();
    if (overlapping.size() != 1) {
      throw new IllegalArgumentException("subnets overlap: " + overlapping);
    }
  }

  /// A subnet of the VPC.
  ///
  /// @param cidr a /16 to /28
  /// @param ipv6Cidr a /64, if it has IPv6
  public record SubnetConfiguration(
      SubnetId id,
      Ipv4Prefix cidr,
      Optional<Ipv6Prefix> ipv6Cidr,
      String availabilityZone,
      Map<String, String> tags) {
    private static final int IPV6_LENGTH = 64;

    /// @throws IllegalArgumentException if the IPv6 CIDR is not a /64
    public SubnetConfiguration {
      tags = Map.copyOf(tags);
      ipv6Cidr
          .filter(ipv6 -> ipv6.length() != IPV6_LENGTH)
          .ifPresent(
              ipv6 -> {
                throw new IllegalArgumentException("a subnet's IPv6 CIDR is a /64, not " + ipv6);
              });
    }

    /// A subnet without IPv6.
    public SubnetConfiguration(
        SubnetId id, Ipv4Prefix cidr, String availabilityZone, Map<String, String> tags) {
      this(id, cidr, Optional.empty(), availabilityZone, tags);
    }
  }

  /// A security group of the VPC; its rules are not simulated.
  ///
  /// @param id for example `sg-0a1b2c3d4e5f60718`
  public record SecurityGroup(String id, String name, Map<String, String> tags) {

    public SecurityGroup {
      tags = Map.copyOf(tags);
    }
  }
}
