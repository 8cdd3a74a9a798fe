package io.warmwell.pool;

import io.warmwell.inet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What goes back to EC2: whole idle interfaces first, since a place on the instance is worth more
/// than an address, then idle blocks of the emptiest interfaces. Never the primary interface, never
/// anything a pod uses or recently used.
public final class Shrinkage {
  /// Take from the emptiest interface first, so that it drains; the last one attached before
  /// others.
  private static final Comparator<InterfaceView> EMPTIEST =
      Comparator.comparingInt(Shrinkage::assigned)
          .thenComparing(
              Comparator.comparingInt((InterfaceView view) -> view.facts().deviceIndex())
                  .reversed());

  private Shrinkage() {}

  /// Idle interfaces whose addresses fit into a budget, and idle blocks that fit into the rest.
  /// Nothing while something is being added: what comes may be what is too much.
  ///
  /// @param budget addresses that can be done without; zero still lets go of interfaces without any
  /// @param blocksToo whether single blocks may go
  public static List<Effect> of(Situation situation, int budget, boolean blocksToo) {
    var release = new ArrayList<Effect>();
    if (budget < 0 || situation.coming() > 0 || situation.claims() > 0) {
      return release;
    }
    var left = budget;
    for (var view : situation.pool().interfaces().stream().sorted(EMPTIEST).toList()) {
      var eni = view.facts().eni();
      if (situation.isShrinking(eni)) {
        continue;
      }
      if (!view.facts().isPrimary() && view.isIdle() && view.free() <= left) {
        release.add(new Effect.DeleteInterface(eni, view.prefixes()));
        left -= view.free();
      } else if (blocksToo) {
        var blocks = idleBlocks(view, left);
        if (!blocks.isEmpty()) {
          release.add(new Effect.ReleaseBlocks(eni, blocks));
          left -= blocks.stream().mapToInt(block -> (int) block.size()).sum();
        }
      }
    }
    return release;
  }

  private static List<Ipv4Prefix> idleBlocks(InterfaceView view, int budget) {
    var chosen = new ArrayList<Ipv4Prefix>();
    var left = budget;
    for (var block : view.blocks().reversed()) {
      if (block.isIdle() && block.kind().size() <= left) {
        chosen.add(block.prefix());
        left -= block.kind().size();
      }
    }
    return chosen;
  }

  private static int assigned(InterfaceView view) {
    return view.blocks().stream().mapToInt(BlockView::assigned).sum();
  }
}
