package io.warmwell.simulator.ec2;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.pool.EniId;
import io.warmwell.pool.SubnetId;

/// An instance at one moment.
///
/// @param id for example `i-0a1b2c3d4e5f60718`
/// @param primaryEni its interface at device index 0
/// @param address the primary address of that interface
/// @param running false once it has been terminated
public record Instance(
    String id,
    InstanceTypeLimits type,
    SubnetId subnet,
    EniId primaryEni,
    Ipv4Address address,
    boolean running) {

  /// EC2's name of its state.
  public String state() {
    return running ? "running" : "terminated";
  }

  Instance terminated() {
    return new Instance(id, type, subnet, primaryEni, address, false);
  }
}
