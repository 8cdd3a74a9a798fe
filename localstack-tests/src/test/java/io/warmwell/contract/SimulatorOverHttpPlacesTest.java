package io.warmwell.contract;

/// The simulator through the AWS SDK and HTTP: subnets and security groups.
final class SimulatorOverHttpPlacesTest extends PlacesContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorOverHttp();
  }
}
