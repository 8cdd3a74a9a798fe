package io.warmwell.cni.node;

import io.warmwell.inet.Ipv4Address;
import java.util.List;

/// A pod that the kernel knows to be wired.
///
/// @param alias identity that the host's interface carries
/// @param addresses those routed to it, lowest first; none if its route is missing
/// @param deviceIndex EC2 device index of the ENI it belongs to
public record WiredPod(
    String alias, String hostInterface, List<Ipv4Address> addresses, int deviceIndex) {

  public WiredPod {
    addresses = List.copyOf(addresses);
  }
}
