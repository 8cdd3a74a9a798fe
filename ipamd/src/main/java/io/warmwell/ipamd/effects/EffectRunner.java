package io.warmwell.ipamd.effects;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.BringUp;
import io.warmwell.eni.BringUpResult;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.Removal;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.EffectReport;
import io.warmwell.ipamd.agent.Effects;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.birth.Birthplaces;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import io.warmwell.ipamd.intents.Intent;
import io.warmwell.ipamd.intents.IntentException;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.PooledInterface;
import io.warmwell.pool.SubnetId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out effects, each on a thread of its own, and reports how they ended.
///
/// Thread-safe. The order of steps is what keeps pods safe: blocks go back to EC2 only after the
/// kernel has said that it routes none of their addresses, and an interface's routing goes before
/// the interface.
public final class EffectRunner implements Effects {
  private static final Logger log = LoggerFactory.getLogger(EffectRunner.class);

  private final Ec2 ec2;
  private final InterfaceLifecycle lifecycle;
  private final HostNetwork network;
  private final DeviceIndexes devices;
  private final Intents intents;
  private final Settling settling;
  private final Keeping keeping;
  private final Birthplaces births;
  private final Chances chances;
  private final Executor threads;
  private final EffectReport report;

  /// Time and chance.
  ///
  /// @param tokens unique texts of at most 64 ASCII characters
  public record Chances(InstantSource clock, Supplier<String> tokens) {}

  /// What effects act on.
  ///
  /// @param intents where the making and deleting of interfaces is written down first
  public record World(
      Ec2 ec2,
      InterfaceLifecycle lifecycle,
      HostNetwork network,
      DeviceIndexes devices,
      Intents intents) {}

  /// Where an interface is made and what it carries, but for its blocks.
  private record Birth(
      SubnetId subnet, List<String> securityGroups, Map<String, String> tags, int deviceIndex) {}

  /// @param births where new interfaces are made
  /// @param threads runs one blocking task per effect
  public EffectRunner(
      World world, Birthplaces births, Chances chances, Executor threads, EffectReport report) {
    this.ec2 = world.ec2();
    this.lifecycle = world.lifecycle();
    this.network = world.network();
    this.devices = world.devices();
    this.intents = world.intents();
    this.settling = new Settling(world);
    this.keeping = new Keeping(world, settling, births);
    this.births = births;
    this.chances = chances;
    this.threads = threads;
    this.report = report;
  }

  @Override
  public void start(long id, Effect effect) {
    threads.execute(() -> report.ended(id, run(effect)));
  }

  private Ending run(Effect effect) {
    try {
      return switch (effect) {
        case Effect.AddBlocks(EniId eni, BlockKind kind, int count) -> add(eni, kind, count);
        case Effect.CreateInterface(SubnetId subnet, BlockKind kind, int count) ->
            create(subnet, kind, count);
        case Effect.ReleaseBlocks(EniId eni, List<Ipv4Prefix> blocks) -> release(eni, blocks);
        case Effect.DeleteInterface(EniId eni, List<Ipv4Prefix> blocks) -> delete(eni, blocks);
        case Effect.Upkeep upkeep -> keeping.run(upkeep);
      };
    } catch (Ec2Exception e) {
      return new Ending.Failed(e.failure(), String.valueOf(e.getMessage()));
    } catch (HostNetworkException | IntentException e) {
      return failedHere(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failedHere(e);
    }
  }

  private Ending add(EniId eni, BlockKind kind, int count) {
    var blocks = Fitting.take(kind, count, fewer -> assign(eni, kind, fewer));
    log.info("added blocks eni={} kind={} blocks={}", eni, kind, blocks);
    return new Ending.BlocksAdded(eni, blocks);
  }

  private List<Ipv4Prefix> assign(EniId eni, BlockKind kind, int count) {
    return switch (kind) {
      case ADDRESS -> ec2.assignAddresses(eni, count).stream().map(Ipv4Address::toPrefix).toList();
      case PREFIX -> ec2.assignPrefixes(eni, count);
    };
  }

  private Ending create(SubnetId subnet, BlockKind kind, int count) throws InterruptedException {
    settling.beforeMore();
    var deviceIndex = devices.reserve();
    try {
      var birth = new Birth(subnet, births.securityGroups(subnet), births.tags(), deviceIndex);
      return create(birth, kind, count);
    } catch (Birthplaces.UnwantedException e) {
      return new Ending.NotBorn(subnet, String.valueOf(e.getMessage()));
    } finally {
      devices.cancel(deviceIndex);
    }
  }

  private Ending create(Birth birth, BlockKind kind, int count) throws InterruptedException {
    var intent = new Intent.Creation(wish(birth, kind, count));
    intents.begin(intent);
    return switch (lifecycle.bringUp(intent.wish())) {
      case BringUpResult.Attached(Interface eni) -> route(intent, eni);
      case BringUpResult.NotCreated result -> {
        concluded(intent, !result.isOpen());
        var fewer = Fitting.fewer(count, result.cause());
        if (kind == BlockKind.ADDRESS || fewer.isEmpty()) {
          throw result.cause();
        }
        yield create(birth, kind, fewer.get());
      }
      case BringUpResult.Abandoned(Ec2Exception cause, Removal removal) -> {
        log.warn("interface abandoned removal={}", removal);
        concluded(intent, removal instanceof Removal.Deleted);
        throw cause;
      }
    };
  }

  private Ending route(Intent.Creation intent, Interface eni) throws InterruptedException {
    var deviceIndex = deviceIndex(eni);
    devices.note(eni.id(), deviceIndex);
    try {
      network.addInterface(eni, deviceIndex);
    } catch (HostNetworkException e) {
      takeAway(intent, eni, deviceIndex);
      throw e;
    }
    intents.end(intent);
    return up(eni, deviceIndex);
  }

  /// Whatever else fails: the next creation, or the next start, finds the interface by its intent,
  /// which is nobody else's to settle before.
  private void takeAway(Intent intent, Interface eni, int deviceIndex) throws InterruptedException {
    var isGone = false;
    try {
      network.removeInterface(deviceIndex);
      var removal = lifecycle.tearDown(eni);
      devices.forget(eni.id());
      isGone = removal instanceof Removal.Deleted;
      log.warn("interface not routed and taken away removal={}", removal);
    } finally {
      concluded(intent, isGone);
    }
  }

  static Ending up(Interface eni, int deviceIndex) {
    var facts = new PooledInterface(eni.id(), deviceIndex, eni.subnet());
    return new Ending.InterfaceUp(facts, eni.blocks());
  }

  private void concluded(Intent intent, boolean certainly) {
    if (certainly) {
      intents.end(intent);
    } else {
      intents.leave(intent);
    }
  }

  private Ending release(EniId eni, List<Ipv4Prefix> blocks) {
    var use = network.useOf(eni, blocks);
    if (!use.isNothing()) {
      return new Ending.StillRouted(eni, blocks, use.leases(), use.unidentified());
    }
    try {
      ec2.unassign(eni, blocks);
    } catch (Ec2Exception e) {
      return settled(eni, blocks, e);
    }
    log.info("released blocks eni={} blocks={}", eni, blocks);
    return new Ending.BlocksReleased(eni, blocks, List.of());
  }

  /// A refusal of the request itself means that EC2 holds something else than we believe. After any
  /// other failure the call is simply made again later: a describe right after a lost answer may
  /// still show what is gone, and believing it would lease a dead address.
  private Ending settled(EniId eni, List<Ipv4Prefix> blocks, Ec2Exception refusal) {
    return switch (refusal.failure()) {
      case Ec2Failure.Throttled _,
          Ec2Failure.Withheld _,
          Ec2Failure.Busy _,
          Ec2Failure.Denied _,
          Ec2Failure.Ambiguous _,
          Ec2Failure.SubnetExhausted _,
          Ec2Failure.SubnetFragmented _,
          Ec2Failure.LimitReached _ ->
          throw refusal;
      case Ec2Failure.Gone _, Ec2Failure.Invalid _ -> {
        var present = ec2.describe(eni).blocks();
        yield new Ending.BlocksReleased(
            eni,
            blocks.stream().filter(block -> !present.contains(block)).toList(),
            blocks.stream().filter(present::contains).toList());
      }
    };
  }

  /// EC2 may have given the interface more than the pool knows: the kernel is asked about all of
  /// it.
  private Ending delete(EniId eni, List<Ipv4Prefix> blocks) throws InterruptedException {
    var intent = new Intent.Deletion(eni);
    var seen = find(eni);
    var all =
        Stream.concat(blocks.stream(), seen.stream().flatMap(there -> there.blocks().stream()));
    var use = network.useOf(eni, all.distinct().toList());
    if (!use.isNothing()) {
      intents.end(intent);
      return new Ending.StillRouted(eni, blocks, use.leases(), use.unidentified());
    }
    intents.begin(intent);
    devices.find(eni).ifPresent(network::removeInterface);
    var removal = seen.isPresent() ? lifecycle.tearDown(seen.get()) : new Removal.Deleted(eni);
    return switch (removal) {
      case Removal.Deleted _ -> {
        intents.end(intent);
        devices.forget(eni);
        yield new Ending.InterfaceDeleted(eni);
      }
      case Removal.LeftBehind(_, Ec2Exception cause) -> throw cause;
    };
  }

  private Optional<Interface> find(EniId eni) {
    try {
      return Optional.of(ec2.describe(eni));
    } catch (Ec2Exception e) {
      if (e.failure() instanceof Ec2Failure.Gone) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private BringUp wish(Birth birth, BlockKind kind, int count) {
    var content =
        switch (kind) {
          case ADDRESS -> new NewInterface.Content.Addresses(count);
          case PREFIX -> new NewInterface.Content.Prefixes(count);
        };
    return new BringUp(
        birth.subnet(),
        birth.securityGroups(),
        content,
        birth.deviceIndex(),
        birth.tags(),
        chances.clock().instant(),
        chances.tokens().get());
  }

  /// The device index of an attached interface.
  ///
  /// @throws IllegalStateException if it is attached to nothing
  public static int deviceIndex(Interface eni) {
    return switch (eni.attachment()) {
      case Attachment.To to -> to.deviceIndex();
      case Attachment.None _ -> throw new IllegalStateException("not attached: " + eni.id());
    };
  }

  private static Ending failedHere(Exception cause) {
    var name = cause.getClass().getSimpleName();
    var message = String.valueOf(cause.getMessage());
    return new Ending.Failed(new Ec2Failure.Ambiguous(name, message), message);
  }
}
