package io.warmwell.simulator.swarm;

import io.warmwell.eni.Interface;
import io.warmwell.pool.EniId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What one instance's interfaces were like a while ago, for describes that lag behind.
final class Past {
  private static final Duration KEPT = Duration.ofSeconds(30);

  private final Map<EniId, Deque<State>> states = new TreeMap<>();

  /// How an interface was until a change; empty while it did not exist.
  private record State(Optional<Interface> was, Instant until) {}

  /// Notes how an interface is right before it changes.
  void keep(EniId eni, Optional<Interface> was, Instant now) {
    var kept = states.computeIfAbsent(eni, _ -> new ArrayDeque<>());
    while (!kept.isEmpty() && kept.getFirst().until().isBefore(now.minus(KEPT))) {
      kept.removeFirst();
    }
    kept.add(new State(was, now));
  }

  /// How the interfaces that changed since then were at that moment.
  Map<EniId, Optional<Interface>> at(Instant moment) {
    var then = new TreeMap<EniId, Optional<Interface>>();
    states.forEach(
        (eni, kept) ->
            kept.stream()
                .filter(state -> state.until().isAfter(moment))
                .findFirst()
                .ifPresent(state -> then.put(eni, state.was())));
    return then;
  }
}
