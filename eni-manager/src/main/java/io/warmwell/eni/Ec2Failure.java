package io.warmwell.eni;

/// Why EC2 refused a call, or left its outcome open, in terms of what can be done about it.
///
/// Each carries EC2's own error code and message; the adapter records which code means what.
public sealed interface Ec2Failure {

  /// EC2's error code, or the name of the local exception when no answer came.
  String code();

  /// EC2's message.
  String message();

  /// Too many calls; the same call will work later.
  record Throttled(String code, String message) implements Ec2Failure {}

  /// The subnet has no free address.
  record SubnetExhausted(String code, String message) implements Ec2Failure {}

  /// The subnet has no free /28, though it may have single addresses.
  record SubnetFragmented(String code, String message) implements Ec2Failure {}

  /// The interface, the instance or the account holds as many as it may.
  record LimitReached(String code, String message) implements Ec2Failure {}

  /// The thing named is not there (any more, or not yet visible after its creation).
  record Gone(String code, String message) implements Ec2Failure {}

  /// The thing is in use or on its way to another state; the same call may work shortly.
  record Busy(String code, String message) implements Ec2Failure {}

  /// Credentials or permissions are missing; a person must act.
  record Denied(String code, String message) implements Ec2Failure {}

  /// The request itself is wrong; repeating it is pointless.
  record Invalid(String code, String message) implements Ec2Failure {}

  /// The call was not made: its turn did not come in time, or EC2 has not answered such calls for a
  /// while. Certain to have had no effect; the same call may work later.
  record Withheld(String code, String message) implements Ec2Failure {}

  /// The call may or may not have taken effect: no answer, a fault of EC2's, or an unknown code.
  record Ambiguous(String code, String message) implements Ec2Failure {}
}
