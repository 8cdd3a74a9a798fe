package io.warmwell.contract;

/// The simulator, called directly: what interfaces hold.
final class SimulatorInProcessContentTest extends InterfaceContentContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorInProcess();
  }
}
