package io.warmwell.cni.node;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;
import io.warmwell.netlink.wire.Device;
import io.warmwell.netlink.wire.Route;
import io.warmwell.netlink.wire.Rule;

/// An ENI as EC2 describes it, as far as routing needs it.
///
/// @param deviceIndex EC2 device index, 0 for the primary
/// @param primary its own address
/// @param subnet the subnet's CIDR block; the VPC's router has its second address
///   (docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html)
/// @param mtu in bytes; 9001 within a VPC
public record NodeInterface(
    int deviceIndex, MacAddress mac, Ipv4Address primary, Ipv4Prefix subnet, int mtu) {

  /// @throws IllegalArgumentException if the address is not of the subnet
  public NodeInterface {
    if (!subnet.contains(primary)) {
      throw new IllegalArgumentException(primary + " is not in " + subnet);
    }
  }

  Ipv4Address gateway() {
    return subnet.base().plus(1);
  }

  /// The rule that leads packets from its own address to its table.
  ///
  /// @throws IllegalArgumentException if it is the primary, which routes by table main
  Rule sourceRule() {
    return Rule.ofSource(
        NodeLayout.SOURCE_RULE_PRIORITY, primary.toPrefix(), NodeLayout.table(deviceIndex));
  }

  /// The one route of its table.
  ///
  /// @throws IllegalArgumentException if it is the primary, which routes by table main
  Route defaultRoute(Device device) {
    return new Route(
        NodeLayout.table(deviceIndex),
        Ipv4Prefix.EVERYWHERE,
        new Route.Target.Via(gateway(), device));
  }
}
