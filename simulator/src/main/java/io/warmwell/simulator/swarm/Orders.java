package io.warmwell.simulator.swarm;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.ipamd.agent.Effects;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.InterfaceView;
import io.warmwell.pool.PoolSnapshot;
import io.warmwell.pool.SubnetId;
import io.warmwell.pool.Subnets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What one daemon has asked to be done at EC2 and what is under way, by books of its own; judges
/// each order against the limits that hold at that moment.
final class Orders implements Effects {
  /// A subnet that refused a prefix is left alone for at most half an hour.
  private static final Duration REFUSALS_LAST_MAX = Duration.ofMinutes(31);

  /// The agent starts no more growth while that much is under way.
  private static final int IN_FLIGHT_MAX = 16;

  /// Nor while that many calls add to the same interface.
  private static final int ADDITIONS_MAX = 2;

  /// A tenth of the first pause.
  private static final Duration LEFT_ALONE_MIN = Duration.ofSeconds(3);

  private final Stage stage;
  private final SwarmNode node;
  private final Effects effects;
  private final Supplier<PoolSnapshot> pool;
  private final Knowledge known;
  private final Map<Long, Effect> inFlight = new TreeMap<>();
  private final Supplier<Capacity> capacity;
  private final Map<Question, Instant> refusals = new HashMap<>();
  private final Set<EniId> halfDeleted = new HashSet<>();
  private Instant trouble = Instant.MIN;

  /// What a subnet can refuse.
  private record Question(SubnetId subnet, BlockKind kind) {}

  /// What the agent knows at a moment.
  record Knowledge(
      Supplier<PoolSnapshot> pool, Supplier<Capacity> capacity, Supplier<Subnets> subnets) {}

  Orders(Stage stage, SwarmNode node, Effects effects, Knowledge known) {
    this.stage = stage;
    this.node = node;
    this.effects = effects;
    this.known = known;
    this.pool = known.pool();
    this.capacity = known.capacity();
  }

  @Override
  public void start(long id, Effect effect) {
    switch (effect) {
      case Effect.AddBlocks(EniId eni, BlockKind kind, int count) -> judgeBlocks(eni, count, kind);
      case Effect.CreateInterface(_, BlockKind kind, int count) -> judgeInterface(count, kind);
      case Effect.ReleaseBlocks(EniId eni, _) -> judgeRelease(eni, effect);
      case Effect.DeleteInterface(EniId eni, _) -> judgeRelease(eni, effect);
      case Effect.AssignAgain(EniId eni, var blocks) -> judgeRoom(eni, blocks.size());
      case Effect.Survey _,
          Effect.Scout _,
          Effect.Regroup _,
          Effect.Probe _,
          Effect.AttachAgain _,
          Effect.Unroute _,
          Effect.Rewire _ -> {}
    }
    if (grows(effect)) {
      judgeGrowth(effect);
    }
    inFlight.put(id, effect);
    effects.start(id, effect);
  }

  private void judgeGrowth(Effect effect) {
    if (node.isCordoned()) {
      report("a cordoned node does not grow", effect.toString());
    }
    var now = stage.timeline().instant();
    question(effect)
        .flatMap(asked -> Optional.ofNullable(refusals.get(asked)))
        .filter(at -> now.isBefore(at.plus(LEFT_ALONE_MIN)))
        .ifPresent(_ -> report("a subnet that has just refused is left alone", effect.toString()));
  }

  private Optional<Question> question(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(EniId eni, BlockKind kind, _) ->
          pool.get().subnetOf(eni).map(subnet -> new Question(subnet, kind));
      case Effect.CreateInterface(SubnetId subnet, BlockKind kind, _) ->
          Optional.of(new Question(subnet, kind));
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> Optional.empty();
    };
  }

  private void noteRefusal(Effect effect, Ec2Failure failure) {
    if (failure instanceof Ec2Failure.SubnetExhausted
        || failure instanceof Ec2Failure.SubnetFragmented) {
      question(effect).ifPresent(asked -> refusals.put(asked, stage.timeline().instant()));
    }
  }

  void ended(long id, Ending ending) {
    var effect = Optional.ofNullable(inFlight.remove(id));
    if (effect.isPresent() && ending instanceof Ending.Failed(var failure, _)) {
      noteRefusal(effect.get(), failure);
    }
    if (effect.isPresent() && effect.get() instanceof Effect.DeleteInterface(EniId eni, _)) {
      noteDeletion(eni, ending);
    }
    if (ending instanceof Ending.InterfaceUp(var facts, _)) {
      halfDeleted.remove(facts.eni());
    }
    if (effect
        .filter(Orders::calls)
        .filter(made -> isTrouble(ending) || isLess(made, ending))
        .isPresent()) {
      trouble = stage.timeline().instant();
    }
  }

  /// What became of a deletion that failed is open: it is tried again after a pause, and until then
  /// nobody can use the interface.
  private void noteDeletion(EniId eni, Ending ending) {
    if (isTrouble(ending)) {
      halfDeleted.add(eni);
    } else {
      halfDeleted.remove(eni);
    }
  }

  /// Addresses that are on their way here.
  int coming() {
    return inFlight.values().stream().mapToInt(Orders::addresses).sum();
  }

  /// Judges what is under way for those who wait, once the daemon has done what it can.
  void judgeSupply(int waiting) {
    var now = stage.timeline().instant();
    var healthy = trouble.equals(Instant.MIN) || trouble.plus(REFUSALS_LAST_MAX).isBefore(now);
    if (waiting > 0
        && healthy
        && !node.isCordoned()
        && inFlight.size() < IN_FLIGHT_MAX
        && !isHeldBack()) {
      var there = pool.get();
      if (waiting > coming()
          && there.total() + coming() < capacity.get().addressesMax()
          && hasRoom()) {
        report("what pods wait for is on its way", waiting + " wait, " + coming() + " come");
      }
    }
  }

  /// Whether what is missing waits to be asked for in one call.
  private boolean isHeldBack() {
    return pool.get().interfaces().stream()
        .map(view -> view.facts().eni())
        .anyMatch(
            eni ->
                inFlight.values().stream()
                        .filter(
                            effect ->
                                effect instanceof Effect.AddBlocks(var to, _, _) && to.equals(eni))
                        .count()
                    >= ADDITIONS_MAX);
  }

  private void judgeBlocks(EniId eni, int count, BlockKind kind) {
    judgeRoom(eni, count);
    judgeAddresses(count, kind);
  }

  private void judgeRoom(EniId eni, int count) {
    var here =
        pool.get().interfaces().stream()
            .filter(view -> view.facts().eni().equals(eni))
            .mapToInt(view -> view.blocks().size())
            .sum();
    var blocks = here + blocksComing(eni) + count;
    if (blocks > capacity.get().limits().blocksPerInterface()) {
      report("the instance's limits are kept", eni + " would have " + blocks + " blocks");
    }
    if (isLeaving(eni)) {
      report("nothing is added to an interface that goes", eni.toString());
    }
  }

  private void judgeInterface(int count, BlockKind kind) {
    var interfaces = pool.get().interfaces().size() + creating() + 1;
    if (interfaces > capacity.get().interfacesMax()) {
      report("the instance's limits are kept", "there would be " + interfaces + " interfaces");
    }
    if (count > capacity.get().limits().blocksPerInterface()) {
      report("the instance's limits are kept", "a new interface would have " + count + " blocks");
    }
    judgeAddresses(count, kind);
  }

  /// Max-pods is rounded up to whole blocks.
  private void judgeAddresses(int count, BlockKind kind) {
    var addresses = pool.get().total() + coming() + count * kind.size();
    if (addresses >= capacity.get().addressesMax() + kind.size()) {
      report(
          "growth stops at max-pods",
          addresses + " addresses for " + capacity.get().addressesMax() + " pods");
    }
  }

  private void judgeRelease(EniId eni, Effect effect) {
    inFlight.values().stream()
        .filter(other -> shrinks(other) && other.on().filter(eni::equals).isPresent())
        .findFirst()
        .ifPresent(
            other ->
                report("an interface shrinks step by step", effect + " while there is " + other));
  }

  private boolean hasRoom() {
    var born = creating();
    var interfaces = pool.get().interfaces();
    var bears = !known.subnets().get().births().isEmpty();
    return (bears && interfaces.size() + born < capacity.get().interfacesMax())
        || interfaces.stream().mapToInt(this::room).sum() > 0;
  }

  private int room(InterfaceView view) {
    var eni = view.facts().eni();
    var used = view.blocks().size() + blocksComing(eni);
    return isLeaving(eni) || view.isLost() || view.facts().isExcluded()
        ? 0
        : Math.max(0, capacity.get().limits().blocksPerInterface() - used);
  }

  private int creating() {
    return (int)
        inFlight.values().stream().filter(Effect.CreateInterface.class::isInstance).count();
  }

  private boolean isLeaving(EniId eni) {
    return halfDeleted.contains(eni)
        || inFlight.values().stream()
            .anyMatch(
                effect ->
                    effect instanceof Effect.DeleteInterface(var gone, _) && gone.equals(eni));
  }

  private int blocksComing(EniId eni) {
    return inFlight.values().stream()
        .filter(effect -> effect.on().filter(eni::equals).isPresent())
        .mapToInt(Orders::blocks)
        .sum();
  }

  private static int blocks(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(_, _, int count) -> count;
      case Effect.AssignAgain(_, var blocks) -> blocks.size();
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
    };
  }

  private static int addresses(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(_, BlockKind kind, int count) -> kind.size() * count;
      case Effect.CreateInterface(_, BlockKind kind, int count) -> kind.size() * count;
      case Effect.ReleaseBlocks _, Effect.DeleteInterface _, Effect.Upkeep _ -> 0;
    };
  }

  private static boolean grows(Effect effect) {
    return effect instanceof Effect.AddBlocks || effect instanceof Effect.CreateInterface;
  }

  /// Whether EC2 is asked, whose silence to one call holds others back.
  private static boolean calls(Effect effect) {
    return !(effect instanceof Effect.Unroute || effect instanceof Effect.Rewire);
  }

  private static boolean shrinks(Effect effect) {
    return effect instanceof Effect.ReleaseBlocks || effect instanceof Effect.DeleteInterface;
  }

  /// Whether a subnet had fewer blocks than were asked for: it has none left now.
  private static boolean isLess(Effect effect, Ending ending) {
    return effect instanceof Effect.AddBlocks(_, _, int asked)
        && ending instanceof Ending.BlocksAdded(_, var blocks)
        && blocks.size() < asked;
  }

  private static boolean isTrouble(Ending ending) {
    return ending instanceof Ending.Failed;
  }

  private void report(String checker, String facts) {
    stage.referee().report(checker, node + " " + facts);
  }
}
