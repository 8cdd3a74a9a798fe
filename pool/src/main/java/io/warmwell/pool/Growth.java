package io.warmwell.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Where new blocks go: first into interfaces that have room, in the order of their device indexes,
/// then into new interfaces that are born with them.
public final class Growth {
  private Growth() {}

  /// Spreads blocks over the interfaces, as far as the limits allow.
  ///
  /// @param need zero or less yields nothing
  /// @param subnets those whose interfaces may take such blocks
  public static List<Effect> of(Situation situation, Need need, Predicate<SubnetId> subnets) {
    var growth = new ArrayList<Effect>();
    var kind = need.kind();
    var allowed = kind.blocksFor(Math.max(0, situation.headroom()));
    var placed = 0;
    // Addresses that people took away come back here for the pods that hold them. Somebody else may
    // have them by now: nobody who lacks an address waits for that.
    var reserved = situation.spare() < 0 ? 0 : situation.pool().strays().size();
    for (var view : situation.pool().serving()) {
      var eni = view.facts().eni();
      var takes =
          subnets.test(view.facts().subnet()) && !situation.isLeaving(eni) && !view.isLost();
      var kept = Math.clamp(situation.room(view), 0, reserved);
      reserved -= kept;
      var room = takes ? Math.min(allowed - placed, situation.room(view) - kept) : 0;
      var count = share(need.wanted() - placed, room, need.wholeInterfaces());
      if (count > 0) {
        growth.add(new Effect.AddBlocks(eni, kind, count));
        placed += count;
      }
    }
    var born =
        !situation.pool().isBirthplaceExcluded()
            && situation.pool().birthplace().filter(subnets.negate()).isEmpty();
    for (var places = situation.interfaceRoom(); born && places > 0; places--) {
      var room = Math.min(allowed - placed, situation.capacity().limits().blocksPerInterface());
      var count = share(need.urgent() - placed, room, need.wholeInterfaces());
      if (count > 0) {
        growth.add(new Effect.CreateInterface(kind, count));
        placed += count;
      }
    }
    return growth;
  }

  private static int share(int missing, int room, boolean wholeInterface) {
    return missing <= 0 ? 0 : wholeInterface ? room : Math.min(missing, room);
  }
}
