package io.warmwell.bench.forwarding;

import io.warmwell.bench.forwarding.FullNode.PodEnd;
import io.warmwell.bench.program.Programs;
import io.warmwell.simulator.fabric.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Sends from pod to pod for a while: a static C program whose sender and receiver each have a
/// processor of their own, where there are two.
///
/// @param program the executable
/// @param lasts how long is counted
record Traffic(Path program, Duration lasts) {
  /// Packets or bytes that [Passed] tells the time of.
  static final int UNITS = 1_000_000;

  /// @throws IllegalStateException if the program has not been built
  static Traffic lasting(Duration lasts) {
    return new Traffic(Programs.locate("traffic"), lasts);
  }

  /// How it went.
  ///
  /// @param took how long a million packets or bytes took
  /// @param cpu processor time of that with what the kernel did meanwhile, forwarding included: of
  ///   the sender, and of the receiver too if it is a stream
  record Passed(Duration took, Duration cpu) {}

  /// Sends and counts what arrives.
  ///
  /// @throws IllegalStateException if nothing does
  Passed send(Load load, PodEnd from, PodEnd to) {
    var command =
        List.of(
            program.toString(),
            load.mode(),
            String.valueOf(load.segment()),
            from.namespace().path().toString(),
            from.podInterface(),
            to.namespace().path().toString(),
            to.address().toString(),
            String.valueOf(lasts.toMillis()));
    var figures = Program.check(command, "").strip().split(" ", -1);
    var arrived = Long.parseLong(figures[0]);
    if (arrived == 0) {
      throw new IllegalStateException(
          load.label() + ": nothing arrived from " + from + " at " + to);
    }
    return new Passed(each(figures[1], arrived), each(figures[2], arrived));
  }

  private static Duration each(String nanos, long arrived) {
    return Duration.ofNanos((long) (Double.parseDouble(nanos) / arrived * UNITS));
  }
}
