package io.warmwell.eni;

import java.util.Optional;

/// A call to EC2 that did not work out. The message names the action, what it was about, and EC2's
/// answer.
public final class Ec2Exception extends RuntimeException {
  private final String action;
  private final transient Ec2Failure failure;

  /// @param action EC2's name of the call, for example `AttachNetworkInterface`
  /// @param subject what it was about, for example `eni=eni-1 instance=i-1`
  public Ec2Exception(String action, String subject, Ec2Failure failure) {
    super(message(action, subject, failure));
    this.action = action;
    this.failure = failure;
  }

  /// The same, with the exception that brought the news.
  public Ec2Exception(String action, String subject, Ec2Failure failure, Throwable cause) {
    super(message(action, subject, failure), cause);
    this.action = action;
    this.failure = failure;
  }

  /// EC2's name of the call.
  public String action() {
    return action;
  }

  /// Why it did not work out.
  public Ec2Failure failure() {
    return failure;
  }

  /// What is missing, if a person must give the daemon credentials or a permission.
  public Optional<Denial> denial() {
    return denial(action, failure);
  }

  private static Optional<Denial> denial(String action, Ec2Failure failure) {
    return failure instanceof Ec2Failure.Denied denied
        ? Optional.of(new Denial(action, denied))
        : Optional.empty();
  }

  private static String message(String action, String subject, Ec2Failure failure) {
    return action
        + " "
        + subject
        + ": "
        + denial(action, failure).map(Denial::toString).orElseGet(() -> words(failure));
  }

  private static String words(Ec2Failure failure) {
    var said = failure.code() + ": " + failure.message();
    return Advice.on(failure).map(advice -> said + "; " + advice).orElse(said);
  }
}
