package io.warmwell.node;

import io.warmwell.simulator.disk.MemoryFolder;

/// Ends a life after so many operations of its, each half of a write among them.
///
/// Not thread-safe.
final class Fuse implements MemoryFolder.Fate {
  private int burnt;
  private int length = Integer.MAX_VALUE;

  /// The end of the process. Nothing catches it, as nothing catches a `kill -9`.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed(int operations) {
      super("killed after " + operations + " operations", null, false, false);
    }
  }

  /// Starts to count anew.
  ///
  /// @param operations how many to let happen
  void light(int operations) {
    burnt = 0;
    length = operations;
  }

  void burn() {
    burnt++;
    if (burnt >= length) {
      throw new Killed(burnt);
    }
  }

  @Override
  public void amidWrite() {
    burn();
  }

  @Override
  public void afterChange() {
    burn();
  }

  @Override
  public void afterSync() {
    burn();
  }

  /// How many operations there were.
  int burnt() {
    return burnt;
  }
}
