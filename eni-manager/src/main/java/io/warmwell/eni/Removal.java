package io.warmwell.eni;

import io.warmwell.pool.EniId;

/// How the removal of an interface ended.
public sealed interface Removal {

  /// The interface.
  EniId eni();

  /// EC2 has deleted it, or does not know it any more.
  record Deleted(EniId eni) implements Removal {}

  /// It still exists.
  ///
  /// @param cause what kept it from being deleted
  record LeftBehind(EniId eni, Ec2Exception cause) implements Removal {}
}
