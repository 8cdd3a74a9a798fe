package io.warmwell.ipamd.ipv6;

import io.warmwell.cni.node.NodeLayout;
import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Subnet;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;

/// EC2 for a node whose pods have IPv6 alone: the primary interface has the prefixes of
/// [NodeLayout#NODE_LOCAL], and no interface has any other IPv4 addresses for pods.
///
/// Leases, journal, cool-downs and surveys thus work as they do with IPv4, and the IPv6 address
/// follows from the node-local one. Thread-safe, as what it wraps is.
public final class NodeLocalAddresses implements Ec2 {
  /// Blocks of a pool are /32s or /28s.
  private static final int PREFIX_LENGTH = 28;

  private static final List<Ipv4Prefix> PREFIXES =
      NodeLayout.NODE_LOCAL
          .addresses()
          .map(address -> Ipv4Prefix.containing(address, PREFIX_LENGTH))
          .distinct()
          .toList();

  private final Ec2 ec2;

  public NodeLocalAddresses(Ec2 ec2) {
    this.ec2 = ec2;
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    return ec2.interfacesOf(instanceId).stream().map(NodeLocalAddresses::localized).toList();
  }

  @Override
  public Interface describe(EniId eni) {
    return localized(ec2.describe(eni));
  }

  @Override
  public Interface create(NewInterface request) {
    throw refused("CreateNetworkInterface", request.toString());
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
    throw refused("AssignPrivateIpAddresses", "eni=" + eni + " addresses=" + count);
  }

  @Override
  public List<Ipv4Prefix> assignPrefixes(EniId eni, int count) {
    throw refused("AssignPrivateIpAddresses", "eni=" + eni + " prefixes=" + count);
  }

  @Override
  public void assign(EniId eni, List<Ipv4Prefix> blocks) {
    throw refused("AssignPrivateIpAddresses", "eni=" + eni + " blocks=" + blocks);
  }

  @Override
  public void unassign(EniId eni, List<Ipv4Prefix> blocks) {
    throw refused("UnassignPrivateIpAddresses", "eni=" + eni + " blocks=" + blocks);
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
  public void tag(EniId eni, Map<String, String> tags) {
    ec2.tag(eni, tags);
  }

  @Override
  public Subnet subnet(SubnetId id) {
    return ec2.subnet(id);
  }

  @Override
  public InterfaceLimits limits(String instanceType) {
    return ec2.limits(instanceType);
  }

  private static Interface localized(Interface eni) {
    var isPrimary = eni.attachment() instanceof Attachment.To to && to.deviceIndex() == 0;
    return new Interface(
        eni.id(),
        eni.type(),
        eni.mac(),
        eni.subnet(),
        eni.primary(),
        List.of(),
        isPrimary ? PREFIXES : List.of(),
        eni.ipv6Prefixes(),
        eni.tags(),
        eni.attachment());
  }

  private static Ec2Exception refused(String action, String subject) {
    return new Ec2Exception(
        action,
        subject,
        new Ec2Failure.Invalid("NodeLocal", "with ENABLE_IPv4=false no IPv4 address is asked for"));
  }
}
