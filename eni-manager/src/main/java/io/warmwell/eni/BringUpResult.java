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

    /// Whether an interface may exist all the same. The last of several tries decides: each has the
    /// same client token, so that a later one sees what an unanswered one made, unless it did not
    /// get that far.
    static boolean mayHaveCreated(Ec2Failure failure) {
      return switch (failure) {
        case Ec2Failure.Throttled _,
            Ec2Failure.Busy _,
            Ec2Failure.Denied _,
            Ec2Failure.Ambiguous _ ->
            true;
        // A token that comes back with other parameters is the sign of another version's wish; what
        // became of it carries our tag, by which adoption finds it.
        case Ec2Failure.Invalid _,
            Ec2Failure.SubnetExhausted _,
            Ec2Failure.SubnetFragmented _,
            Ec2Failure.LimitReached _,
            Ec2Failure.Gone _ ->
            false;
      };
    }

    /// Whether EC2 may have made one all the same.
    public boolean isOpen() {
      return mayHaveCreated(cause.failure());
    }
  }

  /// The interface was made but could not be put to use.
  ///
  /// @param cause what kept it from being used
  /// @param removal what became of it
  record Abandoned(Ec2Exception cause, Removal removal) implements BringUpResult {}
}
