package io.warmwell.ipamd.sweep;

import java.time.Duration;

/// How long to wait before an interface counts as leaked.
///
/// @param age since it was made. EC2 shows new instances and interfaces late, by seconds as a rule;
///   a creation whose every call times out takes 40 minutes
/// @param sightingsApart between the first and the last look at it, both of which find its instance
///   gone
public record Caution(Duration age, Duration sightingsApart) {

  /// Longer than the slowest creation takes.
  public static final Duration AGE = Duration.ofHours(1);

  /// @throws IllegalArgumentException if one look would be enough
  public Caution {
    if (age.isNegative() || !sightingsApart.isPositive()) {
      throw new IllegalArgumentException(
          "caution takes time: age=" + age + " sightings-apart=" + sightingsApart);
    }
  }
}
