package io.warmwell.simulator.ec2;

import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;

/// A new instance, as the world asks for it.
///
/// @param instanceId an id that no instance had before, see [SimulatedEc2#newInstanceId]
/// @param type for example `m5.large`
/// @param securityGroups of its primary interface; none means the VPC's default group
/// @param interfaceTags of its primary interface
public record Launch(
    String instanceId,
    String type,
    SubnetId subnet,
    List<String> securityGroups,
    Map<String, String> interfaceTags) {

  public Launch {
    securityGroups = List.copyOf(securityGroups);
    interfaceTags = Map.copyOf(interfaceTags);
  }
}
