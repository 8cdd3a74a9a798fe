package io.warmwell.ipamd.election;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Decides when a node may lead, from what it reads in the Lease and from its own clock alone.
///
/// Clocks of different nodes are never compared, as client-go's leader election does not either: a
/// holder is believed dead when the Lease has not changed for its whole length by the observer's
/// clock, and stops leading earlier than that by its own.
///
/// Pure; belongs to the thread of its [Election].
final class Candidacy {
  private final String self;
  private final Times times;
  private Optional<Tenure> seen = Optional.empty();
  private Instant unchangedSince = Instant.MIN;
  private Instant leadsUntil = Instant.MIN;
  private int failures;

  Candidacy(String self, Times times) {
    this.self = self;
    this.times = times;
  }

  /// What is to be written now that this was read; nothing while another one leads.
  Optional<Tenure> wish(Optional<Tenure> read, Instant now) {
    failures = 0;
    if (!read.equals(seen)) {
      seen = read;
      unchangedSince = now;
    }
    if (read.isEmpty()) {
      return Optional.of(new Tenure(self, times.length(), now, now, 0, ""));
    }
    var there = read.get();
    if (there.holder().equals(self)) {
      return Optional.of(there.renewedAt(now));
    }
    leadsUntil = Instant.MIN;
    return there.isVacant() || !now.isBefore(unchangedSince.plus(there.length()))
        ? Optional.of(there.heldBy(self, times.length(), now))
        : Optional.empty();
  }

  /// The wish came true.
  ///
  /// @param asked when it was sent: others may count from then on
  void written(Tenure tenure, Instant asked) {
    seen = Optional.of(tenure);
    unchangedSince = asked;
    leadsUntil = asked.plus(times.reign());
  }

  /// The server did not tell, or refused. Who leads goes on until the end of its reign.
  void failed() {
    failures++;
  }

  /// What gives the Lease up, if it is ours.
  Optional<Tenure> farewell(Instant now) {
    leadsUntil = Instant.MIN;
    return seen.filter(there -> there.holder().equals(self)).map(there -> there.vacated(now));
  }

  /// Until when this node leads; in the past if it does not.
  Instant leadsUntil() {
    return leadsUntil;
  }

  /// The mean time to the next look.
  Duration rest(Instant now) {
    if (failures > 0) {
      return times.afterTrouble(failures);
    }
    return now.isBefore(leadsUntil) ? times.renewal() : times.look();
  }
}
