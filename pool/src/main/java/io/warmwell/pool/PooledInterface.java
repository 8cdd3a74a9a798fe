package io.warmwell.pool;

/// An ENI as far as the pool is concerned.
///
/// @param deviceIndex EC2 device index, 0 for the primary
/// @param isExcluded whether pods get no new addresses of it, since its subnet is not for pods, or
///   since it is the primary one and pods live elsewhere: those that have one keep it, and what is
///   idle goes back
public record PooledInterface(EniId eni, int deviceIndex, SubnetId subnet, boolean isExcluded) {

  /// An interface that serves pods.
  public PooledInterface(EniId eni, int deviceIndex, SubnetId subnet) {
    this(eni, deviceIndex, subnet, false);
  }

  /// The same, serving no more pods.
  public PooledInterface excluded() {
    return excluded(true);
  }

  /// The same, serving pods or not.
  public PooledInterface excluded(boolean excluded) {
    return new PooledInterface(eni, deviceIndex, subnet, excluded);
  }

  /// The same at another device index.
  public PooledInterface at(int otherDeviceIndex) {
    return new PooledInterface(eni, otherDeviceIndex, subnet, isExcluded);
  }

  /// Whether it came with the instance and goes with it; it can be neither detached nor deleted.
  public boolean isPrimary() {
    return deviceIndex == 0;
  }
}
