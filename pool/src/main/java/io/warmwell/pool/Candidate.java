package io.warmwell.pool;

import java.util.Comparator;

/// A block that has an address to lease.
///
/// @param drains whether its kind is on its way out
/// @param assigned how many of its addresses pods hold
/// @param assignedOfOwner how many of its interface's addresses they hold
record Candidate(
    PooledInterface owner, Block block, boolean drains, int assigned, int assignedOfOwner) {

  /// Fill the fullest block of the fullest interface first, so that others drain and can go back;
  /// touch a block of the kind that is on its way out only when there is no other.
  static final Comparator<Candidate> PACKING =
      Comparator.comparing(Candidate::drains)
          .thenComparing(Comparator.comparingInt(Candidate::assigned).reversed())
          .thenComparing(Comparator.comparingInt(Candidate::assignedOfOwner).reversed())
          .thenComparingInt(candidate -> candidate.owner().deviceIndex())
          .thenComparing(candidate -> candidate.block().prefix());
}
