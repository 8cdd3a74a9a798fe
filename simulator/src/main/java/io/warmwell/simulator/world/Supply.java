package io.warmwell.simulator.world;

import io.warmwell.eni.Attachment;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.ec2.SimulatedEc2;
import java.util.List;
import java.util.OptionalInt;

/// What EC2 says a node has been given.
///
/// @param interfaces ENIs at any of its slots, also those on their way
/// @param addresses secondary addresses, lowest first
/// @param prefixes /28 prefixes
public record Supply(int interfaces, int addresses, int prefixes) {

  /// A node's supply at this moment.
  public static Supply of(Node node, SimulatedEc2 ec2) {
    var attached = interfaces(node, ec2);
    return new Supply(
        attached.size(),
        attached.stream().mapToInt(eni -> eni.addresses().size()).sum(),
        attached.stream().mapToInt(eni -> eni.prefixes().size()).sum());
  }

  /// The device index of the node's interface that owns an address; empty when none does.
  public static OptionalInt deviceIndex(Node node, SimulatedEc2 ec2, Ipv4Address address) {
    return interfaces(node, ec2).stream()
        .filter(eni -> owns(eni, address))
        .mapToInt(Supply::deviceIndex)
        .findFirst();
  }

  /// The node's interfaces, in the order of their slots.
  static List<NetworkInterface> interfaces(Node node, SimulatedEc2 ec2) {
    return ec2.view(node.instanceId())
        .orElseThrow(() -> new IllegalStateException("EC2 has no instance " + node.instanceId()))
        .interfaces();
  }

  /// The slot of an attached interface, -1 for one attached to nothing.
  static int deviceIndex(NetworkInterface eni) {
    return switch (eni.attachment()) {
      case Attachment.To to -> to.deviceIndex();
      case Attachment.None _ -> -1;
    };
  }

  private static boolean owns(NetworkInterface eni, Ipv4Address address) {
    return eni.addresses().contains(address)
        || eni.prefixes().stream().anyMatch(prefix -> prefix.contains(address));
  }

  @Override
  public String toString() {
    return interfaces
        + (interfaces == 1 ? " ENI, " : " ENIs, ")
        + addresses
        + " addresses, "
        + prefixes
        + " prefixes";
  }
}
