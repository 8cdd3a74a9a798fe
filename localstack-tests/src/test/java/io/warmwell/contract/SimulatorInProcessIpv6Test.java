package io.warmwell.contract;

/// The simulator, called directly: IPv6.
final class SimulatorInProcessIpv6Test extends InterfaceIpv6Contract {

  @Override
  protected Landlord landlord() {
    return new SimulatorInProcess();
  }
}
