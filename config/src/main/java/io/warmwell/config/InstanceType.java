package io.warmwell.config;

import io.warmwell.pool.InterfaceLimits;
import java.util.OptionalInt;

/// What EC2 says about an instance type, as far as addresses of pods depend on it.
///
/// @param name for example `m5.large`
/// @param limits of the default network card; pods get no ENI of another card
/// @param networkCards how many network cards it has, at least 1
/// @param vcpus where known
/// @param supportsTrunk whether a trunk ENI can be attached, which branch ENIs of pods need
public record InstanceType(
    String name,
    InterfaceLimits limits,
    Hypervisor hypervisor,
    boolean bareMetal,
    int networkCards,
    OptionalInt vcpus,
    boolean supportsTrunk) {

  /// Whether its ENIs can carry /28 prefixes: Nitro and bare metal can
  /// (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html).
  public boolean supportsPrefixes() {
    return bareMetal
        || switch (hypervisor) {
          case NITRO -> true;
          case XEN, UNKNOWN -> false;
        };
  }

  /// What runs the instance; bare metal has none and is reported as unknown.
  public enum Hypervisor {
    NITRO,
    XEN,
    UNKNOWN
  }
}
