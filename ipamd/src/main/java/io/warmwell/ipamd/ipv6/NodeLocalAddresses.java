package io.warmwell.ipamd.ipv6;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Decorator;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.EniId;
import java.util.List;

/// EC2 for a node whose pods have IPv6 alone: the primary interface has the prefixes of
/// [Leases#NODE_LOCAL], and no interface has any other IPv4 addresses for pods.
///
/// Leases, journal, cool-downs and surveys thus work as they do with IPv4, and the IPv6 address
/// follows from the node-local one. Thread-safe, as what it wraps is.
public final class NodeLocalAddresses extends Ec2Decorator {
  /// Blocks of a pool are /32s or /28s.
  private static final int PREFIX_LENGTH = 28;

  private static final List<Ipv4Prefix> PREFIXES =
      Leases.NODE_LOCAL
          .addresses()
          .map(address -> Ipv4Prefix.containing(address, PREFIX_LENGTH))
          .distinct()
          .toList();

  public NodeLocalAddresses(Ec2 ec2) {
    super(ec2);
  }

  @Override
  public List<Interface> interfacesOf(String instanceId) {
    return super.interfacesOf(instanceId).stream().map(NodeLocalAddresses::localized).toList();
  }

  @Override
  public Interface describe(EniId eni) {
    return localized(super.describe(eni));
  }

  @Override
  public Interface create(NewInterface request) {
    throw refused("CreateNetworkInterface", request.toString());
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
        eni.securityGroups(),
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
