package io.warmwell.eni;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import java.util.List;
import java.util.Map;

/// Refuses whatever would change something, and asks EC2 the rest. Thread-safe, if what it wraps
/// is.
public final class ReadOnlyEc2 extends Ec2Decorator {
  private final String reason;

  /// @param reason why nothing is changed, told to whoever tries
  public ReadOnlyEc2(Ec2 ec2, String reason) {
    super(ec2);
    this.reason = reason;
  }

  @Override
  public Interface create(NewInterface request) {
    throw refused("CreateNetworkInterface", "subnet=" + request.subnet());
  }

  @Override
  public String attach(EniId eni, String instanceId, int deviceIndex) {
    throw refused("AttachNetworkInterface", "eni=" + eni);
  }

  @Override
  public void deleteOnTermination(EniId eni, String attachmentId) {
    throw refused("ModifyNetworkInterfaceAttribute", "eni=" + eni);
  }

  @Override
  public void detach(String attachmentId) {
    throw refused("DetachNetworkInterface", "attachment=" + attachmentId);
  }

  @Override
  public void delete(EniId eni) {
    throw refused("DeleteNetworkInterface", "eni=" + eni);
  }

  @Override
  public List<Ipv4Address> assignAddresses(EniId eni, int count) {
    throw refused("AssignPrivateIpAddresses", "eni=" + eni);
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    throw refused("AssignPrivateIpAddresses", "eni=" + eni);
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    throw refused("AssignPrivateIpAddresses", "eni=" + eni);
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    throw refused("UnassignPrivateIpAddresses", "eni=" + eni);
  }

  @Override
  public Ipv6Prefix assignIpv6Prefix(EniId eni) {
    throw refused("AssignIpv6Addresses", "eni=" + eni);
  }

  @Override
  public void assignIpv6Prefix(EniId eni, Ipv6Prefix prefix) {
    throw refused("AssignIpv6Addresses", "eni=" + eni);
  }

  @Override
  public void tag(EniId eni, Map<String, String> tags) {
    throw refused("CreateTags", "eni=" + eni);
  }

  @Override
  public void regroup(EniId eni, List<String> securityGroups) {
    throw refused("ModifyNetworkInterfaceAttribute", "eni=" + eni);
  }

  private Ec2Exception refused(String action, String subject) {
    return new Ec2Exception(action, subject, new Ec2Failure.Denied("ReadOnly", reason));
  }
}
