package io.warmwell.contract;

/// The simulator through the AWS SDK and HTTP: the life of interfaces.
final class SimulatorOverHttpLifeTest extends InterfaceLifeContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorOverHttp();
  }
}
