package io.warmwell.pool;

/// An ENI as far as the pool is concerned.
///
/// @param deviceIndex EC2 device index, 0 for the primary
public record PooledInterface(EniId eni, int deviceIndex, SubnetId subnet) {

  /// Whether it came with the instance and goes with it; it can be neither detached nor deleted.
  public boolean isPrimary() {
    return deviceIndex == 0;
  }
}
