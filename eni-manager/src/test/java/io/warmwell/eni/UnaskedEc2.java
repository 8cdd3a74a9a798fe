package io.warmwell.eni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The calls that the life of an interface does not need: nobody may make them.
abstract class UnaskedEc2 implements Ec2 {

  @Override
  public List<Unattached> unattached(String vpcId, String cluster) {
    throw unexpected();
  }

  @Override
  public Set<String> existingInstances(Set<String> ids) {
    throw unexpected();
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    throw unexpected();
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    throw unexpected();
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    throw unexpected();
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    throw unexpected();
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    throw unexpected();
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    throw unexpected();
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    throw unexpected();
  }

  @Override
  public Subnet subnet(SubnetId id) {
    throw unexpected();
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    throw unexpected();
  }

  @Override
  public List<Subnet> subnets(String vpcId, String availabilityZone) {
    throw unexpected();
  }

  @Override
  public List<String> securityGroups(String vpcId, Map<String, String> tags) {
    throw unexpected();
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    throw unexpected();
  }

  private static IllegalStateException unexpected() {
    return new IllegalStateException("the life of an interface does not need this call");
  }
}
