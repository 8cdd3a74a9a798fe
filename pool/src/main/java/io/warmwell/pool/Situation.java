package io.warmwell.pool;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything a plan is made from.
///
/// @param claims attachments that wait for an address
/// @param inFlight effects that were started and have not reported back
public record Situation(
    PoolSnapshot pool, WarmTargets targets, Capacity capacity, int claims, List<Effect> inFlight) {

  public Situation {
    inFlight = List.copyOf(inFlight);
  }

  /// Addresses that effects in flight will bring.
  public int coming() {
    return inFlight.stream().mapToInt(Situation::addresses).sum();
  }

  /// Addresses here or on their way here.
  public int total() {
    return pool.total() + coming();
  }

  /// Addresses here or on their way here that nobody holds, claims or rests.
  public int spare() {
    return pool.free() + coming() - claims;
  }

  /// Prefixes here or on their way here, those being withdrawn not counted.
  public int prefixes() {
    return (int) prefixViews().filter(block -> !block.isWithdrawn()).count() + comingPrefixes();
  }

  /// Wholly idle prefixes here or on their way here.
  public int idlePrefixes() {
    return (int) prefixViews().filter(BlockView::isIdle).count() + comingPrefixes();
  }

  /// How many more blocks an interface can take, those in flight and those not yet gone counted.
  public int room(InterfaceView view) {
    return capacity.limits().blocksPerInterface() - view.blocks().size() - blocksComing(view);
  }

  /// How many more interfaces may be created.
  public int interfaceRoom() {
    var creating = inFlight.stream().filter(Effect.CreateInterface.class::isInstance).count();
    return capacity.interfacesMax() - pool.interfaces().size() - (int) creating;
  }

  /// How many addresses the cap still allows; negative when it is passed.
  public int headroom() {
    return capacity.addressesMax() - total();
  }

  /// Whether something is in flight that takes from this interface.
  public boolean isShrinking(EniId eni) {
    return inFlight.stream().map(Situation::shrinking).anyMatch(Optional.of(eni)::equals);
  }

  private Stream<BlockView> prefixViews() {
    return pool.blocks().filter(block -> block.kind() == BlockKind.PREFIX);
  }

  private int comingPrefixes() {
    return inFlight.stream()
        .mapToInt(
            effect ->
                switch (effect) {
                  case Effect.AddBlocks(_, BlockKind kind, int count) ->
                      kind == BlockKind.PREFIX ? count : 0;
                  case Effect.CreateInterface(BlockKind kind, int count) ->
                      kind == BlockKind.PREFIX ? count : 0;
                  case Effect.ReleaseBlocks _, Effect.DeleteInterface _ -> 0;
                })
        .sum();
  }

  private int blocksComing(InterfaceView view) {
    return inFlight.stream()
        .mapToInt(
            effect ->
                effect instanceof Effect.AddBlocks(EniId eni, _, int count)
                        && eni.equals(view.facts().eni())
                    ? count
                    : 0)
        .sum();
  }

  private static int addresses(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(_, BlockKind kind, int count) -> kind.size() * count;
      case Effect.CreateInterface(BlockKind kind, int count) -> kind.size() * count;
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _ -> 0;
    };
  }

  private static Optional<EniId> shrinking(Effect effect) {
    return switch (effect) {
      case Effect.ReleaseBlocks(EniId eni, _) -> Optional.of(eni);
      case Effect.DeleteInterface(EniId eni, _) -> Optional.of(eni);
      case Effect.AddBlocks _, Effect.CreateInterface _ -> Optional.empty();
    };
  }
}
