package io.warmwell.pool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Where new blocks go: first into interfaces that have room, in the order of their device indexes,
/// then into new interfaces that are born with them, each in the subnet that has most free
/// addresses.
public final class Growth {
  private Growth() {}

  /// Spreads blocks over the interfaces, as far as the limits allow.
  ///
  /// @param need zero or less yields nothing
  /// @param subnets those that may be asked for such blocks
  public static List<Effect> of(Situation situation, Need need, Predicate<SubnetId> subnets) {
    var growth = new ArrayList<Effect>();
    var kind = need.kind();
    var giving = subnets.and(situation.subnets()::givesAddresses);
    var allowed = kind.blocksFor(Math.max(0, situation.headroom()));
    var placed = 0;
    // Addresses that people took away come back here for the pods that hold them. Somebody else may
    // have them by now: nobody who lacks an address waits for that.
    var reserved = situation.spare() < 0 ? 0 : situation.pool().strays().size();
    for (var view : situation.pool().serving()) {
      var eni = view.facts().eni();
      var takes = giving.test(view.facts().subnet()) && !situation.isLeaving(eni) && !view.isLost();
      var kept = Math.clamp(situation.room(view), 0, reserved);
      reserved -= kept;
      var room = takes ? Math.min(allowed - placed, situation.room(view) - kept) : 0;
      var count = share(need.wanted() - placed, room, need.wholeInterfaces());
      if (count > 0) {
        growth.add(new Effect.AddBlocks(eni, kind, count));
        placed += count;
      }
    }
    var births = births(situation, giving);
    for (var places = situation.interfaceRoom(); places > 0 && !births.isEmpty(); places--) {
      var room = Math.min(allowed - placed, situation.capacity().limits().blocksPerInterface());
      var count = share(need.urgent() - placed, room, need.wholeInterfaces());
      if (count > 0) {
        var subnet = roomiest(births);
        growth.add(new Effect.CreateInterface(subnet, kind, count));
        births.merge(subnet, -count * kind.size() - 1, Integer::sum);
        placed += count;
      }
    }
    return growth;
  }

  /// The subnets in which interfaces can be made now, and how many free addresses they will have.
  private static Map<SubnetId, Integer> births(Situation situation, Predicate<SubnetId> giving) {
    var births = new LinkedHashMap<SubnetId, Integer>();
    situation.subnets().births().stream()
        .filter(birth -> giving.test(birth.subnet()))
        .forEach(
            birth ->
                births.put(birth.subnet(), birth.available() - situation.bornIn(birth.subnet())));
    return births;
  }

  private static SubnetId roomiest(Map<SubnetId, Integer> births) {
    var most = Collections.max(births.values());
    return births.keySet().stream()
        .filter(subnet -> most.equals(births.get(subnet)))
        .findFirst()
        .orElseThrow();
  }

  private static int share(int missing, int room, boolean wholeInterface) {
    return missing <= 0 ? 0 : wholeInterface ? room : Math.min(missing, room);
  }
}
