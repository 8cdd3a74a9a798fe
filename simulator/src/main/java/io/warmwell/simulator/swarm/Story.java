package io.warmwell.simulator.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A run as a log for people: one line for each thing that happened, and a legend.
final class Story {
  private static final String LEGEND =
      """
      legend: time since the beginning · who · what
        ADD asks for an address, -> what came of it; DEL gives it back; wired: the kernel routes it
        ec2> a call took effect, ec2! it was refused or its answer was lost; !! trouble is made
      """;

  private final Instant start;
  private final boolean wanted;
  private final List<String> lines = new ArrayList<>();

  /// @param wanted without it nothing is formatted and nothing kept
  Story(Instant start, boolean wanted) {
    this.start = start;
    this.wanted = wanted;
    if (wanted) {
      LEGEND.lines().forEach(lines::add);
    }
  }

  void tell(Instant at, String who, Supplier<String> what) {
    if (wanted) {
      var millis = Duration.between(start, at).toMillis();
      lines.add(
          "%3d:%02d.%03d %-7s %s"
              .formatted(millis / 60_000, millis / 1000 % 60, millis % 1000, who, what.get()));
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
