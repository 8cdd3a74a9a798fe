package io.warmwell.simulator.ec2;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.Ipv6Prefix;
import io.warmwell.pool.EniId;

/// Hears what EC2 did to the VPC's network. Called in order, one call at a time, when the change
/// takes effect; the EC2 call that caused it is answered afterwards.
public interface VpcListener {

  /// A link to the interface appears in the instance; its blocks are routed to it.
  void attached(String instanceId, Interface attached, int deviceIndex);

  /// The link is gone, and with it every route to its addresses.
  void detached(String instanceId, EniId eni);

  /// A secondary address (as a /32) or a prefix now belongs to an attached interface.
  void assigned(EniId eni, Ipv4Prefix block);

  /// It no longer does.
  void unassigned(EniId eni, Ipv4Prefix block);

  /// A /80 now belongs to an attached interface. Not everybody minds IPv6.
  default void assigned(EniId eni, Ipv6Prefix prefix) {}

  /// It no longer does.
  default void unassigned(EniId eni, Ipv6Prefix prefix) {}
}
