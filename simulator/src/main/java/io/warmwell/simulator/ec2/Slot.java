package io.warmwell.simulator.ec2;

import java.util.Comparator;

/// Where on an instance an interface is attached.
///
/// @param networkCard index of the network card, 0 or more
/// @param deviceIndex device index on that card, 0 or more; 0 on the default card is the primary
public record Slot(int networkCard, int deviceIndex) implements Comparable<Slot> {
  private static final Comparator<Slot> ORDER =
      Comparator.comparingInt(Slot::networkCard).thenComparingInt(Slot::deviceIndex);

  @Override
  public int compareTo(Slot other) {
    return ORDER.compare(this, other);
  }

  /// EC2's words for it.
  @Override
  public String toString() {
    return "device index '" + deviceIndex + "' of network card '" + networkCard + "'";
  }
}
