package io.warmwell.ipamd.election;

import java.time.Duration;

/// How fast an election goes, which is how much it costs the API server.
///
/// At 5,000 nodes the [#CALM] times cost it 4 reads of one object a second and one write in three
/// minutes. A leader that stops says so; one that dies is followed after 15 to 45 minutes.
///
/// @param length how long others keep away from a leader that is not heard of any more
/// @param renewal mean time between a leader's renewals
/// @param look mean time between the looks of those who do not lead
/// @param firstLook everybody looks for the first time within this time
public record Times(Duration length, Duration renewal, Duration look, Duration firstLook) {

  /// For what can wait an hour.
  public static final Times CALM =
      new Times(
          Duration.ofMinutes(15),
          Duration.ofMinutes(3),
          Duration.ofMinutes(20),
          Duration.ofSeconds(30));

  /// The pause after a first failure; each further one is twice as long.
  private static final Duration TROUBLE_SHORTEST = Duration.ofSeconds(15);

  private static final int DOUBLINGS_MAX = 20;

  /// @throws IllegalArgumentException if a leader could not renew three times before its end
  public Times {
    if (renewal.multipliedBy(4).compareTo(length) > 0 || !renewal.isPositive()) {
      throw new IllegalArgumentException("length=" + length + " is short for renewal=" + renewal);
    }
  }

  /// The same with another first look.
  public Times firstLookWithin(Duration changed) {
    return new Times(length, renewal, look, changed);
  }

  /// How long a leader leads after a renewal: others begin a quarter of the length later, for
  /// clocks that run differently and for what the leader is amid.
  Duration reign() {
    return length.multipliedBy(3).dividedBy(4);
  }

  /// Mean time to the next look after so many failures in a row.
  Duration afterTrouble(int failures) {
    var doubled = TROUBLE_SHORTEST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
    return doubled.compareTo(look) < 0 ? doubled : look;
  }
}
