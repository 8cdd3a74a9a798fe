package io.warmwell.contract;

/// An EC2 that lets premises to tests of the contract, one test at a time.
interface Landlord extends AutoCloseable {

  /// Fresh premises.
  Premises premises();

  /// What its EC2 is known to do otherwise than EC2.
  default Divergences divergences() {
    return Divergences.none();
  }

  /// Takes back what it let.
  @Override
  void close();
}
