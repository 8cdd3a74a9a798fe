package io.warmwell.simulator.ec2;

import io.warmwell.eni.Interface;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.SubnetId;
import java.util.List;
import java.util.Map;

/// The parameters of CreateNetworkInterface. Two that are equal are the same request to EC2.
///
/// @param type what it is for
/// @param primary its primary address
/// @param secondary what it is born with beside that
/// @param securityGroups ids; none means the VPC's default group
/// @param clientToken makes the call idempotent; empty means that it is not
public record CreateInterface(
    SubnetId subnet,
    Interface.Type type,
    Primary primary,
    Wanted secondary,
    List<String> securityGroups,
    String description,
    Map<String, String> tags,
    String clientToken) {

  public CreateInterface {
    securityGroups = List.copyOf(securityGroups);
    tags = Map.copyOf(tags);
  }

  /// A request for an ordinary interface.
  public CreateInterface(
      SubnetId subnet,
      Primary primary,
      Wanted secondary,
      List<String> securityGroups,
      String description,
      Map<String, String> tags,
      String clientToken) {
    this(
        subnet,
        Interface.Type.INTERFACE,
        primary,
        secondary,
        securityGroups,
        description,
        tags,
        clientToken);
  }

  /// Who chooses the primary address.
  public sealed interface Primary {

    /// EC2 does.
    record Any() implements Primary {}

    /// The caller does.
    record Named(Ipv4Address address) implements Primary {}
  }
}
