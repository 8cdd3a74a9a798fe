package io.warmwell.ipamd.sweep;

import io.warmwell.eni.Interface;
import io.warmwell.eni.Unattached;
import io.warmwell.ipamd.sweep.Verdict.Reason;
import io.warmwell.pool.EniId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Tells leaked interfaces from those that somebody still needs.
///
/// The one thing that cannot be undone decides: a terminated instance never comes back, so nobody
/// will ever attach what was made for it. However long a living node sleeps, what it is about to
/// attach stays, since its instance exists. Age and a second look are for the time in which EC2
/// does not show everything yet.
///
/// Pure but for its memory of earlier looks; belongs to the thread that sweeps.
final class Suspects {
  private final String cluster;
  private final Caution caution;
  private final Map<EniId, Instant> firstSeen = new HashMap<>();

  Suspects(String cluster, Caution caution) {
    this.cluster = cluster;
    this.caution = caution;
  }

  /// The instances that EC2 must be asked about.
  Set<String> owners(List<Unattached> listed) {
    return listed.stream()
        .filter(eni -> marks(eni).isEmpty())
        .map(Suspects::owner)
        .collect(Collectors.toSet());
  }

  /// One look at all there is. What is not suspicious at one look starts anew at the next.
  ///
  /// @param existing those of the [#owners] that exist
  List<Verdict> judge(List<Unattached> listed, Set<String> existing, Instant now) {
    var suspicious = new HashSet<EniId>();
    var verdicts =
        listed.stream().<Verdict>map(eni -> judge(eni, existing, now, suspicious)).toList();
    firstSeen.keySet().retainAll(suspicious);
    return verdicts;
  }

  /// Forgets earlier looks: somebody else may have swept meanwhile.
  void forget() {
    firstSeen.clear();
  }

  private Verdict judge(Unattached eni, Set<String> existing, Instant now, Set<EniId> suspicious) {
    var innocent = marks(eni);
    if (innocent.isPresent()) {
      return new Verdict.Kept(eni, innocent.get());
    }
    if (existing.contains(owner(eni))) {
      return new Verdict.Kept(eni, Reason.INSTANCE_EXISTS);
    }
    suspicious.add(eni.id());
    var seen = firstSeen.computeIfAbsent(eni.id(), _ -> now);
    var since = createdAt(eni).filter(at -> !at.isAfter(now)).orElse(seen);
    if (now.isBefore(since.plus(caution.age()))) {
      return new Verdict.Kept(eni, Reason.YOUNG);
    }
    return now.isBefore(seen.plus(caution.sightingsApart()))
        ? new Verdict.Kept(eni, Reason.JUST_SEEN)
        : new Verdict.Leaked(eni, owner(eni), since);
  }

  /// What an interface says of itself that makes it none of our business.
  private Optional<Reason> marks(Unattached eni) {
    if (eni.type() != Interface.Type.INTERFACE) {
      return Optional.of(Reason.NOT_ORDINARY);
    }
    if (!cluster.equals(eni.tags().get(Interface.CLUSTER_TAG))) {
      return Optional.of(Reason.NOT_OF_THIS_CLUSTER);
    }
    if ("true".equals(eni.tags().get(Interface.NO_MANAGE_TAG))) {
      return Optional.of(Reason.NOT_MANAGED);
    }
    // Also when tag and description contradict each other: somebody has changed one of them.
    return owner(eni).isEmpty()
            || !eni.description().equals(Interface.DESCRIPTION_PREFIX + owner(eni))
        ? Optional.of(Reason.NOT_MADE_BY_A_DAEMON)
        : Optional.empty();
  }

  private static String owner(Unattached eni) {
    return eni.tags().getOrDefault(Interface.INSTANCE_TAG, "");
  }

  /// When the tag says that it was made, if it does.
  private static Optional<Instant> createdAt(Unattached eni) {
    try {
      return Optional.ofNullable(eni.tags().get(Interface.CREATED_AT_TAG))
          .map(text -> OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
