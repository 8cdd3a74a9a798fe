package io.warmwell.contract;

/// The simulator through the AWS SDK and HTTP: IPv6.
final class SimulatorOverHttpIpv6Test extends InterfaceIpv6Contract {

  @Override
  protected Landlord landlord() {
    return new SimulatorOverHttp();
  }
}
