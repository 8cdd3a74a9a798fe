package io.warmwell.pool;

import java.util.ArrayList;
import java.util.List;

/// Where new blocks go: first into interfaces that have room, in the order of their device indexes,
/// then into new interfaces that are born with them.
public final class Growth {
  private Growth() {}

  /// Spreads blocks over the interfaces, as far as the limits allow.
  ///
  /// @param needed blocks; zero or less yields nothing
  /// @param wholeInterfaces whether an interface that is touched is filled up
  public static List<Effect> of(
      Situation situation, BlockKind kind, int needed, boolean wholeInterfaces) {
    var growth = new ArrayList<Effect>();
    var allowed = kind.blocksFor(Math.max(0, situation.headroom()));
    var missing = needed;
    for (var view : situation.pool().interfaces()) {
      var eni = view.facts().eni();
      var room = situation.isShrinking(eni) ? 0 : Math.min(allowed, situation.room(view));
      var count = share(missing, room, wholeInterfaces);
      if (count > 0) {
        growth.add(new Effect.AddBlocks(eni, kind, count));
        missing -= count;
        allowed -= count;
      }
    }
    for (var places = situation.interfaceRoom(); places > 0; places--) {
      var room = Math.min(allowed, situation.capacity().limits().blocksPerInterface());
      var count = share(missing, room, wholeInterfaces);
      if (count > 0) {
        growth.add(new Effect.CreateInterface(kind, count));
        missing -= count;
        allowed -= count;
      }
    }
    return growth;
  }

  private static int share(int missing, int room, boolean wholeInterface) {
    return missing <= 0 ? 0 : wholeInterface ? room : Math.min(missing, room);
  }
}
