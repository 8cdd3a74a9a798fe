package io.warmwell.ipamd.agent;

import io.warmwell.eni.Interface;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the node's secondary interfaces in the security groups of its primary one. What a survey
/// shows is compared first: nothing is written that is so already.
///
/// Owned by the agent thread.
final class GroupWatch {
  private static final Logger log = LoggerFactory.getLogger(GroupWatch.class);

  private final Pool pool;
  private final Map<EniId, Written> written = new HashMap<>();

  private record Written(Set<String> groups, Instant at) {}

  GroupWatch(Pool pool) {
    this.pool = pool;
  }

  /// An interface has these groups now; a describe may not show it for a while.
  void written(EniId eni, List<String> groups, Instant now) {
    written.put(eni, new Written(Set.copyOf(groups), now));
  }

  /// What is to be written.
  ///
  /// @param began when EC2 was asked
  List<Effect> cures(Ending.Surveyed survey, Instant began) {
    var seen =
        survey.interfaces().stream().collect(Collectors.toMap(Interface::id, Function.identity()));
    written.keySet().retainAll(seen.keySet());
    var views = pool.snapshot(began).interfaces();
    var wanted =
        views.stream()
            .filter(view -> view.facts().isPrimary())
            .flatMap(view -> Optional.ofNullable(seen.get(view.facts().eni())).stream())
            .map(Interface::securityGroups)
            .filter(groups -> !groups.isEmpty())
            .findFirst();
    return wanted.map(groups -> cures(views, seen, groups, began)).orElseGet(List::of);
  }

  private List<Effect> cures(
      List<InterfaceView> views, Map<EniId, Interface> seen, List<String> wanted, Instant began) {
    var cures = new ArrayList<Effect>();
    var groups = new HashSet<>(wanted);
    for (var view : views) {
      var eni = view.facts().eni();
      var differs =
          Optional.ofNullable(seen.get(eni))
              .filter(there -> !view.facts().isPrimary() && there.isAttached())
              .filter(there -> !groups.equals(Set.copyOf(there.securityGroups())))
              .filter(_ -> !isWritten(eni, groups, began));
      differs.ifPresent(there -> cures.add(regroup(there, wanted)));
    }
    return cures;
  }

  private static Effect regroup(Interface there, List<String> wanted) {
    log.info(
        "security groups differ from the primary interface's eni={} has={} gets={}",
        there.id(),
        there.securityGroups(),
        wanted);
    return new Effect.Regroup(there.id(), wanted);
  }

  private boolean isWritten(EniId eni, Set<String> groups, Instant began) {
    return Optional.ofNullable(written.get(eni))
        .filter(last -> last.groups().equals(groups))
        .filter(last -> began.isBefore(last.at().plus(SurveyClock.SETTLING)))
        .isPresent();
  }
}
