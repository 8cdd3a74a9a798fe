package io.warmwell.cli.simulate;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/// Counts outcomes, and prints what was broken, how far things are, and the sum.
///
/// Thread-safe: its methods take turns.
final class Tally {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final double SECONDS_PER_MINUTE = 60;
  private static final double MINUTES_PER_HOUR = 60;
  private static final long PROGRESS_SECONDS = 60;

  private final PrintWriter out;
  private final PrintWriter progress;
  private final int wanted;
  private final long began = System.nanoTime();
  private Duration nodeTime = Duration.ZERO;
  private int seeds;
  private int violations;
  private long told;

  /// @param wanted how many seeds there will be
  Tally(PrintWriter out, PrintWriter progress, int wanted) {
    this.out = out;
    this.progress = progress;
    this.wanted = wanted;
  }

  synchronized void add(Outcome outcome) {
    seeds++;
    nodeTime = nodeTime.plus(outcome.nodeTime());
    if (outcome.isBroken()) {
      violations++;
      out.println(outcome.broken());
      out.flush();
    }
    if (seconds() >= told + PROGRESS_SECONDS) {
      told = (long) seconds();
      progress.printf("%d of %d seeds, %s%n", seeds, wanted, rates());
      progress.flush();
    }
  }

  /// A world that kills its worker breaks a promise as well.
  synchronized void lost(String what) {
    violations++;
    out.println(what);
    out.flush();
  }

  /// Whether every world was run and none broke a promise.
  synchronized boolean isClean() {
    return seeds == wanted && violations == 0;
  }

  /// @param cores how many were put to work
  synchronized void summarize(int cores) {
    out.printf(
        Locale.ROOT,
        "%d seeds, %s, %.0f a minute and core, %.0f virtual node-hours, in %.1f s%n",
        seeds,
        rates(),
        perMinute() / cores,
        nodeTime.toMinutes() / MINUTES_PER_HOUR,
        seconds());
    out.flush();
  }

  private String rates() {
    return "%d violations, %.0f seeds a minute".formatted(violations, perMinute());
  }

  private double perMinute() {
    return seeds / seconds() * SECONDS_PER_MINUTE;
  }

  private double seconds() {
    return (double) (System.nanoTime() - began) / NANOS_PER_SECOND;
  }
}
