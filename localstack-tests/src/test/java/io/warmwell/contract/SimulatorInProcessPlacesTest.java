package io.warmwell.contract;

/// The simulator, called directly: subnets and security groups.
final class SimulatorInProcessPlacesTest extends PlacesContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorInProcess();
  }
}
