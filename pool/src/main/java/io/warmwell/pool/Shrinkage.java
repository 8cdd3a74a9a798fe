package io.warmwell.pool;

import io.warmwell.inet.Ipv4Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What goes back to EC2: whole idle interfaces first, since a place on the instance is worth more
/// than an address, then idle blocks of the emptiest interfaces. Never the primary interface, never
/// anything a pod uses or recently used. One call gives back blocks of one kind; those of the other
/// kind than the planner's go first. Excluded interfaces go, or give back what is idle, whatever
/// the surplus: what they hold is not part of it.
public final class Shrinkage {
  /// Take from the emptiest interface first, so that it drains; the last one attached before
  /// others.
  private static final Comparator<InterfaceView> EMPTIEST =
      Comparator.comparingInt(Shrinkage::assigned)
          .thenComparing(
              Comparator.comparingInt((InterfaceView view) -> view.facts().deviceIndex())
                  .reversed());

  private final Situation situation;
  private final BlockKind kind;
  private final List<Effect> release = new ArrayList<>();
  private int whole;
  private int blocks;
  private int others;
  private int excess;

  private Shrinkage(Situation situation, Surplus surplus) {
    this.situation = situation;
    this.kind = surplus.kind();
    this.whole = surplus.whole();
    this.blocks = surplus.blocks();
    this.others = surplus.others();
    this.excess = situation.interfaceExcess();
  }

  /// Idle interfaces and idle blocks that fit into the surplus, and idle interfaces beyond MAX_ENI
  /// whatever the surplus. Nothing while something is being added: what comes may be what is too
  /// much.
  public static List<Effect> of(Situation situation, Surplus surplus) {
    if (situation.coming() > 0 || situation.claims() > 0) {
      return ofExcluded(situation, surplus.kind());
    }
    var shrinkage = new Shrinkage(situation, surplus);
    situation.pool().interfaces().stream().sorted(EMPTIEST).forEach(shrinkage::take);
    return shrinkage.release;
  }

  /// What is idle on excluded interfaces: it serves nobody who waits.
  ///
  /// @param kind the planner's
  public static List<Effect> ofExcluded(Situation situation, BlockKind kind) {
    var shrinkage = new Shrinkage(situation, new Surplus(kind, 0, 0, 0));
    situation.pool().interfaces().stream()
        .filter(view -> view.facts().isExcluded())
        .sorted(EMPTIEST)
        .forEach(shrinkage::take);
    return shrinkage.release;
  }

  private void take(InterfaceView view) {
    if (situation.isBusy(view.facts().eni())) {
      return;
    }
    if (view.facts().isExcluded()) {
      clear(view);
      return;
    }
    if (!view.facts().isPrimary() && view.isIdle() && (excess > 0 || fits(view))) {
      release.add(new Effect.DeleteInterface(view.facts().eni(), view.prefixes()));
      whole -= view.free(kind);
      blocks -= view.free(kind);
      others -= view.free(kind.other());
      excess--;
      return;
    }
    var foreign = idleBlocks(view, kind.other(), others);
    if (!foreign.isEmpty()) {
      others -= release(view, foreign);
      return;
    }
    var own = idleBlocks(view, kind, blocks);
    if (!own.isEmpty()) {
      var released = release(view, own);
      blocks -= released;
      whole -= released;
    }
  }

  private void clear(InterfaceView view) {
    if (!view.facts().isPrimary() && view.isIdle()) {
      release.add(new Effect.DeleteInterface(view.facts().eni(), view.prefixes()));
      excess--;
      return;
    }
    var foreign = idleBlocks(view, kind.other(), Surplus.ALL);
    var idle = foreign.isEmpty() ? idleBlocks(view, kind, Surplus.ALL) : foreign;
    if (!idle.isEmpty()) {
      release.add(new Effect.ReleaseBlocks(view.facts().eni(), idle));
    }
  }

  private boolean fits(InterfaceView view) {
    return view.free(kind) <= whole && view.free(kind.other()) <= others;
  }

  private int release(InterfaceView view, List<Ipv4Prefix> chosen) {
    release.add(new Effect.ReleaseBlocks(view.facts().eni(), chosen));
    return chosen.stream().mapToInt(block -> (int) block.size()).sum();
  }

  private static List<Ipv4Prefix> idleBlocks(InterfaceView view, BlockKind kind, int budget) {
    return view.blocks().reversed().stream()
        .filter(block -> block.kind() == kind && block.isIdle())
        .limit(Math.max(0, budget / kind.size()))
        .map(BlockView::prefix)
        .toList();
  }

  private static int assigned(InterfaceView view) {
    var assigned = 0;
    for (var block : view.blocks()) {
      assigned += block.assigned();
    }
    return assigned;
  }
}
