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

/// Passes every call on to another EC2; who extends it overrides what shall be different.
///
/// Thread-safe, if what it wraps is.
public abstract class Ec2Decorator implements Ec2 {
  private final Ec2 ec2;

  /// @param ec2 is called
  protected Ec2Decorator(Ec2 ec2) {
    this.ec2 = ec2;
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    return ec2.interfacesOf(instanceId);
  }

  @Override
  public Interface describe(EniId eni) {
    return ec2.describe(eni);
  }

  @Override
  public Interface create(NewInterface request) {
    return ec2.create(request);
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    return ec2.attach(eni, instanceId, deviceIndex);
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    ec2.deleteOnTermination(eni, attachmentId);
  }

  @Override
  public void detach(String attachmentId) {
    ec2.detach(attachmentId);
  }

  @Override
  public void delete(EniId eni) {
    ec2.delete(eni);
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    return ec2.assignAddresses(eni, count);
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    return ec2.assignPrefixes(eni, count);
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    return ec2.assignIpv6Prefix(eni);
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    ec2.assignIpv6Prefix(eni, prefix);
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    ec2.assign(eni, blocks);
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    ec2.unassign(eni, blocks);
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    ec2.tag(eni, tags);
  }

  @Override
  public Subnet subnet(SubnetId id) {
    return ec2.subnet(id);
  }

  @Override
  public List<Subnet> subnets(String vpcId, String availabilityZone) {
    return ec2.subnets(vpcId, availabilityZone);
  }

  @Override
  public List<String> securityGroups(String vpcId, Map<String, String> tags) {
    return ec2.securityGroups(vpcId, tags);
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    ec2.regroup(eni, securityGroups);
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    return ec2.limits(instanceType);
  }

  @Override
  public List<Unattached> unattached(String vpcId, String cluster) {
    return ec2.unattached(vpcId, cluster);
  }

  @Override
  public Set<String> existingInstances(Set<String> ids) {
    return ec2.existingInstances(ids);
  }
}
