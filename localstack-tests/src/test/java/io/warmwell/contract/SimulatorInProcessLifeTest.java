package io.warmwell.contract;

/// The simulator, called directly: the life of interfaces.
final class SimulatorInProcessLifeTest extends InterfaceLifeContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorInProcess();
  }
}
