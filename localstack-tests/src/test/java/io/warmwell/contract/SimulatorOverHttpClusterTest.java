package io.warmwell.contract;

/// The simulator through the AWS SDK and HTTP: what is asked for a whole cluster.
final class SimulatorOverHttpClusterTest extends ClusterContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorOverHttp();
  }
}
