package io.warmwell.ipamd;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time of day at the start, and from there on the time that has passed: what rests or waits
/// does so for its full length, also when somebody corrects the machine's clock.
///
/// Thread-safe.
final class SteadyClock implements InstantSource {
  private final Instant start;
  private final long startNanos;
  private final LongSupplier nanos;

  /// @param day tells the time of day, once
  /// @param nanos passes steadily: [System#nanoTime]
  SteadyClock(InstantSource day, LongSupplier nanos) {
    this.start = day.instant();
    this.startNanos = nanos.getAsLong();
    this.nanos = nanos;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }
}
