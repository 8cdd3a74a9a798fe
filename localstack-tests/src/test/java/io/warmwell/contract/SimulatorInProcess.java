package io.warmwell.contract;

/// The simulator, called directly.
final class SimulatorInProcess implements Landlord {
  private final SimulatedVpc vpc = new SimulatedVpc();

  @Override
  public Premises premises() {
    return vpc.premises(vpc.ec2().port());
  }

  @Override
  public void close() {
    // Memory is all it takes.
  }
}
