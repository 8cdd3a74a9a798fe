package io.warmwell.contract;

/// The simulator through the AWS SDK and HTTP: what interfaces hold.
final class SimulatorOverHttpContentTest extends InterfaceContentContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorOverHttp();
  }
}
