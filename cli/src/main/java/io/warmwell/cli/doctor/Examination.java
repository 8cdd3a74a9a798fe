package io.warmwell.cli.doctor;

/// Something about a node that the doctor looks at.
interface Examination {

  /// Looks at it. Changes nothing.
  Diagnosis examine() throws InterruptedException;
}
