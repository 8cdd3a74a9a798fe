package io.warmwell.simulator.ec2;

import io.warmwell.pool.InterfaceLimits;
import java.util.List;

/// What EC2 knows about an instance type, as far as the simulator needs it.
///
/// Source: EC2 DescribeInstanceTypes.
///
/// @param name for example `m5.large`
/// @param limits limits of the default network card
/// @param interfacesByCard how many interfaces each network card takes, by card index
/// @param defaultCard index of the default network card
/// @param hypervisor `nitro`, `xen`, or empty for bare metal
/// @param bareMetal whether it has no hypervisor
/// @param vcpus default count of vCPUs
public record InstanceTypeLimits(
    String name,
    InterfaceLimits limits,
    List<Integer> interfacesByCard,
    int defaultCard,
    String hypervisor,
    boolean bareMetal,
    int vcpus) {

  /// @throws IllegalArgumentException if there is no default card among the cards
  public InstanceTypeLimits {
    interfacesByCard = List.copyOf(interfacesByCard);
    if (defaultCard < 0 || defaultCard >= interfacesByCard.size()) {
      throw new IllegalArgumentException(
          name + " has no network card " + defaultCard + " among " + interfacesByCard);
    }
  }

  /// A Nitro type with one network card.
  public static InstanceTypeLimits nitro(String name, InterfaceLimits limits, int vcpus) {
    return new InstanceTypeLimits(
        name, limits, List.of(limits.interfaces()), 0, "nitro", false, vcpus);
  }

  /// Whether its interfaces can carry prefixes: Nitro types and bare metal only.
  public boolean prefixes() {
    return bareMetal || hypervisor.equals("nitro");
  }
}
