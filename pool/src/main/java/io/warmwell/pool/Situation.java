package io.warmwell.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Everything a plan is made from.
///
/// @param claims attachments that wait for an address
/// @param inFlight effects that were started and have not reported back
/// @param scheduled pods that will ask for an address and have not yet
/// @param subnets where new interfaces can be made, and what was refused where
public record Situation(
    PoolSnapshot pool,
    WarmTargets targets,
    Capacity capacity,
    int claims,
    List<Effect> inFlight,
    int scheduled,
    Subnets subnets) {

  public Situation {
    inFlight = List.copyOf(inFlight);
  }

  /// A situation in which new interfaces are made where the primary one is.
  ///
  /// @param withoutPrefixes subnets that have refused a /28 a short while ago
  public Situation(
      PoolSnapshot pool,
      WarmTargets targets,
      Capacity capacity,
      int claims,
      List<Effect> inFlight,
      int scheduled,
      Set<SubnetId> withoutPrefixes) {
    this(
        pool,
        targets,
        capacity,
        claims,
        inFlight,
        scheduled,
        Subnets.around(pool, withoutPrefixes));
  }

  /// The same without an announced pod, and where no subnet has refused a prefix.
  public Situation(
      PoolSnapshot pool,
      WarmTargets targets,
      Capacity capacity,
      int claims,
      List<Effect> inFlight) {
    this(pool, targets, capacity, claims, inFlight, 0, Set.of());
  }

  /// The same situation once these effects are in flight too.
  public Situation after(List<Effect> started) {
    var pending = new ArrayList<>(inFlight);
    pending.addAll(started);
    return new Situation(pool, targets, capacity, claims, pending, scheduled, subnets);
  }

  /// The same situation with other subnets.
  public Situation with(Subnets others) {
    return new Situation(pool, targets, capacity, claims, inFlight, scheduled, others);
  }

  /// Whether prefixes can be asked for in a subnet.
  public boolean givesPrefixes(SubnetId subnet) {
    return subnets.givesPrefixes(subnet);
  }

  /// Whether a subnet has refused a prefix a short while ago.
  public boolean lacksPrefixes() {
    return !subnets.withoutPrefixes().isEmpty();
  }

  /// Addresses that interfaces in the making will take from a subnet, their primary ones included.
  int bornIn(SubnetId subnet) {
    return inFlight.stream()
        .mapToInt(
            effect ->
                effect instanceof Effect.CreateInterface(var there, var kind, int count)
                        && there.equals(subnet)
                    ? kind.size() * count + 1
                    : 0)
        .sum();
  }

  /// Addresses that effects in flight will bring.
  public int coming() {
    var coming = 0;
    for (var effect : inFlight) {
      coming += addresses(effect);
    }
    return coming;
  }

  /// Addresses here or on their way here.
  public int total() {
    return pool.total() + coming();
  }

  /// Addresses here or on their way here that nobody holds, claims, rests or will ask for.
  public int spare() {
    return pool.free() + coming() - claims - scheduled;
  }

  /// Of these, the ones in blocks that are not of this kind.
  public int spareOutside(BlockKind kind) {
    var here = 0;
    for (var view : pool.serving()) {
      here += view.free(kind.other());
    }
    return here + blocksComing(kind.other()) * kind.other().size();
  }

  /// Wholly idle prefixes here or on their way here.
  public int idlePrefixes() {
    return idleHere(BlockKind.PREFIX) + blocksComing(BlockKind.PREFIX);
  }

  /// Idle blocks of a kind that are here.
  public int idleHere(BlockKind kind) {
    var idle = 0;
    for (var view : pool.serving()) {
      for (var block : view.blocks()) {
        idle += block.kind() == kind && block.isIdle() ? 1 : 0;
      }
    }
    return idle;
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

  /// How many interfaces there are more than MAX_ENI or the instance type allows, those on their
  /// way out not counted.
  public int interfaceExcess() {
    var deleting = inFlight.stream().filter(Effect.DeleteInterface.class::isInstance).count();
    return -interfaceRoom() - (int) deleting;
  }

  /// How many addresses the cap still allows; negative when it is passed.
  public int headroom() {
    return capacity.addressesMax() - total();
  }

  /// Whether something is in flight that acts on this interface.
  public boolean isBusy(EniId eni) {
    for (var effect : inFlight) {
      if (effect.on().filter(eni::equals).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /// Whether this interface is on its way out.
  public boolean isLeaving(EniId eni) {
    return inFlight.stream()
        .anyMatch(
            effect -> effect instanceof Effect.DeleteInterface(var gone, _) && gone.equals(eni));
  }

  private int blocksComing(BlockKind wanted) {
    return inFlight.stream()
        .mapToInt(
            effect ->
                switch (effect) {
                  case Effect.AddBlocks(_, BlockKind kind, int count) -> kind == wanted ? count : 0;
                  case Effect.CreateInterface(_, BlockKind kind, int count) ->
                      kind == wanted ? count : 0;
                  case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> 0;
                })
        .sum();
  }

  private int blocksComing(InterfaceView view) {
    var eni = view.facts().eni();
    return inFlight.stream()
        .mapToInt(
            effect ->
                switch (effect) {
                  case Effect.AddBlocks(EniId to, _, int count) -> to.equals(eni) ? count : 0;
                  case Effect.AssignAgain(EniId to, var blocks) ->
                      to.equals(eni) ? blocks.size() : 0;
                  case Effect.CreateInterface _,
                      Effect.ReleaseBlocks _,
                      Effect.DeleteInterface _,
                      Effect.Survey _,
                      Effect.Scout _,
                      Effect.Regroup _,
                      Effect.Probe _,
                      Effect.AttachAgain _,
                      Effect.Unroute _,
                      Effect.Rewire _ ->
                      0;
                })
        .sum();
  }

  private static int addresses(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(_, BlockKind kind, int count) -> kind.size() * count;
      case Effect.CreateInterface(_, BlockKind kind, int count) -> kind.size() * count;
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> 0;
    };
  }
}
