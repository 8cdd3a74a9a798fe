package io.warmwell.simulator.ec2;

import java.util.List;

/// An instance and the interfaces at its slots, at one moment.
///
/// @param interfaces ordered by slot, also those on their way to the instance or from it
public record InstanceView(Instance instance, List<NetworkInterface> interfaces) {
  public InstanceView {
    interfaces = List.copyOf(interfaces);
  }
}
