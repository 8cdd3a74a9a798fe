package io.warmwell.contract;

/// The simulator, called directly.
final class SimulatorInProcessContractTest extends Ec2Contract {

  @Override
  protected Premises premises() {
    var vpc = new SimulatedVpc();
    return vpc.premises(vpc.ec2().port());
  }
}
