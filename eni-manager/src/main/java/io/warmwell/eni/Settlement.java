package io.warmwell.eni;

/// What became of a [BringUp] whose outcome was open.
public sealed interface Settlement {

  /// There is no interface, or no longer.
  record Nothing() implements Settlement {}

  /// The interface is attached to this instance and can be used.
  record Attached(Interface eni) implements Settlement {}

  /// EC2 did not tell.
  ///
  /// @param cause what it said instead
  record Unknown(Ec2Exception cause) implements Settlement {}
}
