package io.warmwell.ipamd.agent;

import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Pool;
import io.warmwell.pool.SubnetId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Pods whose address no interface of the node has: it is asked for again where there is a place.
///
/// Owned by the agent thread.
final class Homeless {
  /// Calls to bring addresses back, for one survey.
  private static final int CALLS_MAX = 16;

  private final Pool pool;
  private final Map<Ipv4Address, Instant> refused = new HashMap<>();

  /// Subnets of interfaces that are or were here: an address comes back in its subnet alone.
  private final Map<EniId, SubnetId> subnets = new HashMap<>();

  Homeless(Pool pool) {
    this.pool = pool;
  }

  /// These interfaces are here now.
  void note(Collection<InterfaceView> views) {
    var leased = pool.leases().stream().map(Lease::eni).toList();
    subnets.keySet().retainAll(leased);
    views.forEach(view -> subnets.put(view.facts().eni(), view.facts().subnet()));
  }

  /// What a survey has found out.
  ///
  /// @param blocks those that have just gone while pods hold addresses in them
  /// @param listed all that the interfaces have, their primary addresses included
  record Loss(List<Upkeep.Part> blocks, List<Ipv4Prefix> listed) {}

  /// @param goesOn whether some were never asked for, and may be once others were refused
  record Search(List<Effect> cures, boolean goesOn) {}

  /// EC2 would not give these blocks again: others come first the next time.
  void refused(Collection<Ipv4Prefix> blocks, Instant now) {
    blocks.forEach(block -> refused.put(block.base(), now));
  }

  /// Asks for whole blocks where they were, and for single addresses wherever there is a place.
  ///
  /// @param decided what is started already beside what is in flight
  Search search(Loss loss, Upkeep.Moment moment, List<Effect> decided) {
    var strays = pool.snapshot(moment.now()).strays();
    refused.keySet().retainAll(strays.stream().map(Lease::address).toList());
    var places = places(moment);
    var cures = new ArrayList<Effect>();
    for (var part : loss.blocks()) {
      if (places.getOrDefault(part.eni(), 0) > 0) {
        cures.add(again(places, part.eni(), part.block()));
      }
    }
    var sought = sought(Stream.of(moment.inFlight(), decided, cures).flatMap(Collection::stream));
    var left =
        strays.stream()
            .filter(lease -> !isIn(lease, loss.listed()) && !isIn(lease, sought))
            .sorted(
                Comparator.comparing(lease -> refused.getOrDefault(lease.address(), Instant.MIN)))
            .toList();
    // One by one: EC2 refuses a call whole for one address that somebody else has by now.
    for (var lease : left.subList(0, Math.min(CALLS_MAX, left.size()))) {
      place(places, lease)
          .ifPresent(eni -> cures.add(again(places, eni, lease.address().toPrefix())));
    }
    return new Search(cures, !cures.isEmpty() && isAnyNew(left, sought(cures.stream())));
  }

  private Map<EniId, Integer> places(Upkeep.Moment moment) {
    var places = new TreeMap<EniId, Integer>();
    for (var view : pool.snapshot(moment.now()).interfaces()) {
      var eni = view.facts().eni();
      var leaves =
          moment.inFlight().stream()
              .anyMatch(
                  effect -> effect instanceof Effect.DeleteInterface(var id, _) && id.equals(eni));
      if (!view.isLost() && !leaves) {
        places.put(eni, moment.room().applyAsInt(view));
      }
    }
    return places;
  }

  private boolean isAnyNew(List<Lease> left, List<Ipv4Prefix> sought) {
    return left.stream()
        .anyMatch(lease -> !refused.containsKey(lease.address()) && !isIn(lease, sought));
  }

  /// An interface of the subnet that the lease's was in, or any if that is not known.
  private Optional<EniId> place(Map<EniId, Integer> places, Lease lease) {
    var home = Optional.ofNullable(subnets.get(lease.eni()));
    return places.entrySet().stream()
        .filter(place -> place.getValue() > 0)
        .map(Map.Entry::getKey)
        .filter(eni -> home.isEmpty() || home.equals(Optional.ofNullable(subnets.get(eni))))
        .findFirst();
  }

  private static Effect again(Map<EniId, Integer> places, EniId eni, Ipv4Prefix block) {
    places.merge(eni, -1, Integer::sum);
    return new Effect.AssignAgain(eni, List.of(block));
  }

  private static List<Ipv4Prefix> sought(Stream<Effect> effects) {
    return effects
        .flatMap(
            effect ->
                effect instanceof Effect.AssignAgain(_, var blocks)
                    ? blocks.stream()
                    : Stream.empty())
        .toList();
  }

  static boolean isIn(Lease lease, Collection<Ipv4Prefix> blocks) {
    return blocks.stream().anyMatch(block -> block.contains(lease.address()));
  }
}
