package io.warmwell.ipamd.scenario;

import io.warmwell.eni.Ec2Failure;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.Effects;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.birth.Places;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// An EC2 that answers when the transcript says so and gives the next address each time.
final class ScriptedEc2 implements Effects {
  static final SubnetId SUBNET = new SubnetId("subnet-1");

  private final Map<Long, Effect> inFlight = new TreeMap<>();
  private final List<Long> looks = new ArrayList<>();
  private final List<String> log;
  private Ipv4Address nextAddress = Ipv4Address.parse("10.0.0.10");
  private Ipv4Address nextPrefix = Ipv4Address.parse("10.0.8.0");
  private int interfaces;

  ScriptedEc2(List<String> log) {
    this.log = log;
  }

  @Override
  public void start(long id, Effect effect) {
    if (effect instanceof Effect.Scout) {
      looks.add(id);
      log.add("start: look at the subnets");
    } else if (!(effect instanceof Effect.Upkeep)) {
      // Nobody takes anything from this node: transcripts tell of plans, not of looking after them.
      inFlight.put(id, effect);
      log.add("start: " + words(effect));
    }
  }

  PooledInterface primary() {
    return facts(0, SUBNET);
  }

  /// Ends the look that is under way.
  List<Event> shows(Places places) {
    var events =
        looks.stream().map(id -> new Event.EffectEnded(id, new Ending.Scouted(places))).toList();
    looks.clear();
    return List.copyOf(events);
  }

  /// Ends all that is in flight as it was meant.
  List<Event> answers() {
    return ends(this::succeeded);
  }

  /// Refuses all that is in flight.
  List<Event> refuses(Ec2Failure failure) {
    return ends(effect -> new Ending.Failed(failure, failure.code() + " for " + words(effect)));
  }

  private List<Event> ends(Function<Effect, Ending> ending) {
    var events = new ArrayList<Event>();
    inFlight.forEach((id, effect) -> events.add(new Event.EffectEnded(id, ending.apply(effect))));
    inFlight.clear();
    return events;
  }

  private Ending succeeded(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(EniId eni, BlockKind kind, int count) ->
          new Ending.BlocksAdded(eni, blocks(kind, count));
      case Effect.CreateInterface(var subnet, BlockKind kind, int count) -> {
        interfaces++;
        yield new Ending.InterfaceUp(facts(interfaces, subnet), blocks(kind, count));
      }
      case Effect.ReleaseBlocks(EniId eni, var blocks) ->
          new Ending.BlocksReleased(eni, blocks, List.of());
      case Effect.DeleteInterface(EniId eni, _) -> new Ending.InterfaceDeleted(eni);
      case Effect.Upkeep upkeep -> throw new IllegalStateException("not kept: " + upkeep);
    };
  }

  private List<Ipv4Prefix> blocks(BlockKind kind, int count) {
    var blocks = new ArrayList<Ipv4Prefix>();
    for (var index = 0; index < count; index++) {
      switch (kind) {
        case ADDRESS -> {
          blocks.add(nextAddress.toPrefix());
          nextAddress = nextAddress.plus(1);
        }
        case PREFIX -> {
          blocks.add(new Ipv4Prefix(nextPrefix, 28));
          nextPrefix = nextPrefix.plus(16);
        }
      }
    }
    return blocks;
  }

  private static PooledInterface facts(int device, SubnetId subnet) {
    return new PooledInterface(new EniId("eni-" + device), device, subnet);
  }

  /// Most nodes have one subnet.
  private static String in(SubnetId subnet) {
    return subnet.equals(SUBNET) ? "" : " in " + subnet;
  }

  private static String words(Effect effect) {
    return switch (effect) {
      case Effect.AddBlocks(EniId eni, BlockKind kind, int count) ->
          "add " + words(kind, count) + " to " + eni;
      case Effect.CreateInterface(var subnet, BlockKind kind, int count) ->
          "create an interface with " + words(kind, count) + in(subnet);
      case Effect.ReleaseBlocks(EniId eni, var blocks) -> "release " + blocks + " of " + eni;
      case Effect.DeleteInterface(EniId eni, var blocks) ->
          "delete " + eni + " and its " + blocks.size() + " blocks";
      case Effect.Upkeep upkeep -> upkeep.toString();
    };
  }

  private static String words(BlockKind kind, int count) {
    return switch (kind) {
      case ADDRESS -> count + " x /32";
      case PREFIX -> count + " x /28";
    };
  }
}
