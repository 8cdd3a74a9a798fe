package io.warmwell.eni.resilience;

import io.warmwell.eni.Ec2Failure;
import java.util.Optional;

/// Learns how calls to EC2 end. Thread-safe; must return at once.
@FunctionalInterface
public interface CallWatch {

  /// A call was answered, or was not; repeated ones are told of one by one. Calls that were
  /// [withheld][Ec2Failure.Withheld] are not told of.
  ///
  /// @param action EC2's name of the call
  /// @param failure none if it worked
  void ended(String action, Optional<Ec2Failure> failure);
}
