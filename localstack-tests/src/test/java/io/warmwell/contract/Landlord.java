package io.warmwell.contract;

/// An EC2 that lets premises to tests of the contract, one test at a time.
interface Landlord extends AutoCloseable {

  /// Fresh premises.
  Premises premises();

  /// Takes back what it let.
  @Override
  void close();
}
