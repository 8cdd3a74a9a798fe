package io.warmwell.eni;

import java.util.Optional;

/// The attempts to create one interface. All have the same client token, so that a later one is
/// answered with what an unanswered one made, unless it does not get that far: then the unanswered
/// one is still what there is to report.
///
/// Not thread-safe: belongs to the thread that creates the interface.
final class Creating implements Repetition.Step<Interface> {
  private final Ec2 ec2;
  private final NewInterface request;
  private Optional<Ec2Exception> unanswered = Optional.empty();

  Creating(Ec2 ec2, NewInterface request) {
    this.ec2 = ec2;
    this.request = request;
  }

  /// Done with the interface.
  @Override
  public Repetition.Outcome<Interface> take() {
    try {
      return new Repetition.Outcome.Done<>(ec2.create(request));
    } catch (Ec2Exception e) {
      if (e.failure() instanceof Ec2Failure.Ambiguous) {
        unanswered = Optional.of(e);
      }
      throw leavesOpen(e.failure()) ? unanswered.orElse(e) : e;
    }
  }

  /// Whether an earlier call with the same token may have made an interface, in spite of this
  /// failure.
  static boolean leavesOpen(Ec2Failure failure) {
    return switch (failure) {
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
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
}
