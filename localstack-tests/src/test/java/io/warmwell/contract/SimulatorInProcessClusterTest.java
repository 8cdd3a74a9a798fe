package io.warmwell.contract;

/// The simulator, called directly: what is asked for a whole cluster.
final class SimulatorInProcessClusterTest extends ClusterContract {

  @Override
  protected Landlord landlord() {
    return new SimulatorInProcess();
  }
}
