package io.warmwell.simulator.world;

import io.warmwell.config.DaemonSettings;
import io.warmwell.config.InstanceLimits;
import io.warmwell.config.InstanceType;
import io.warmwell.simulator.ec2.InstanceTypeLimits;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The instance types that the simulated EC2 offers: those the product knows.
final class InstanceTypes {
  /// What is said of a type whose vCPUs nobody has recorded; nothing in the simulator needs them.
  private static final int VCPUS_UNKNOWN = 1;

  private InstanceTypes() {}

  static Optional<InstanceTypeLimits> find(String name) {
    return switch (InstanceLimits.embedded().find(name)) {
      case InstanceLimits.Lookup.Found found -> Optional.of(limits(found.type()));
      case InstanceLimits.Lookup.Unknown _ -> Optional.empty();
    };
  }

  /// Refuses nodes whose type or knobs their daemon would refuse, before anything is built.
  ///
  /// @throws IllegalArgumentException naming the node and what is wrong
  static void requireUsable(List<WorldPlan.NodePlan> nodes) {
    for (var node : nodes) {
      if (InstanceLimits.embedded().find(node.instanceType())
          instanceof InstanceLimits.Lookup.Unknown unknown) {
        throw new IllegalArgumentException(node.name() + ": " + unknown.message());
      }
      if (DaemonSettings.parse(node.settings())
          instanceof DaemonSettings.Parsed.Invalid(var problems)) {
        throw new IllegalArgumentException(node.name() + ": " + problems.message());
      }
    }
  }

  /// The other cards of a type take no pods' interfaces; they are given as many as the default one.
  private static InstanceTypeLimits limits(InstanceType type) {
    return new InstanceTypeLimits(
        type.name(),
        type.limits(),
        Collections.nCopies(type.networkCards(), type.limits().interfaces()),
        0,
        type.bareMetal() ? "" : type.hypervisor().name().toLowerCase(Locale.ROOT),
        type.bareMetal(),
        type.vcpus().orElse(VCPUS_UNKNOWN));
  }
}
