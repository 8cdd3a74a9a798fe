package io.warmwell.eni;

/// How a [BringUp] ended.
public sealed interface BringUpResult {

  /// The interface is attached and will be deleted with its instance.
  ///
  /// @param eni with the addresses or prefixes it was born with
  record Attached(Interface eni) implements BringUpResult {}

  /// EC2 made nothing.
  ///
  /// @param cause an [Ec2Failure.Ambiguous] failure leaves open whether an interface exists: repeat
  ///   the same wish, or let [InterfaceLifecycle#adopt] find it at the next start
  record NotCreated(Ec2Exception cause) implements BringUpResult {

    /// Whether EC2 may have made one all the same.
    public boolean isOpen() {
      return cause.failure() instanceof Ec2Failure.Ambiguous;
    }
  }

  /// The interface was made but could not be put to use.
  ///
  /// @param cause what kept it from being used
  /// @param removal what became of it
  record Abandoned(Ec2Exception cause, Removal removal) implements BringUpResult {}
}
