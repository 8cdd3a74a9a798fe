package io.warmwell.cni.node;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.inet.MacAddress;

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
}
