package io.warmwell.ipamd.effects;

import io.warmwell.eni.Attachment;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.Removal;
import io.warmwell.eni.Settlement;
import io.warmwell.ipamd.intents.Intent;
import io.warmwell.pool.EniId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Settles intents that were left open, by an earlier life or by an EC2 that did not answer.
///
/// Thread-safe: one call at a time settles, and no thread waits for another.
public final class Settling {
  private static final Logger log = LoggerFactory.getLogger(Settling.class);

  private final EffectRunner.World world;
  private final ReentrantLock lock = new ReentrantLock();

  public Settling(EffectRunner.World world) {
    this.world = world;
  }

  /// What the start of the daemon has to know.
  ///
  /// @param attached interfaces that can be used, by the intent that ends once they are routed
  /// @param deleted interfaces that are no more, whatever a describe still shows
  /// @param leaving interfaces that could not be deleted yet; they take up places and are of no use
  public record Settled(Map<Intent, Interface> attached, Set<EniId> deleted, List<EniId> leaving) {
    public Settled {
      // Ended in this order, the same in every run.
      attached = Collections.unmodifiableMap(new LinkedHashMap<>(attached));
      deleted = Set.copyOf(deleted);
      leaving = List.copyOf(leaving);
    }
  }

  /// Settles what an earlier life left, before any interface is routed. What EC2 does not settle
  /// now stays for the next call.
  ///
  /// @throws HostNetwork.HostNetworkException if the kernel does not tell what it routes
  public Settled atStart() throws InterruptedException {
    var attached = new LinkedHashMap<Intent, Interface>();
    var deleted = new HashSet<EniId>();
    var leaving = new ArrayList<EniId>();
    for (var intent : world.intents().left()) {
      log.info("an earlier life left this half done intent={}", intent);
      switch (intent) {
        case Intent.Creation creation ->
            settle(creation).ifPresent(eni -> attached.put(creation, eni));
        case Intent.Deletion deletion -> {
          switch (finish(deletion, true)) {
            case Finish.Deleted() -> deleted.add(deletion.eni());
            case Finish.InUse() -> {}
            case Finish.Open _ -> leaving.add(deletion.eni());
          }
        }
      }
    }
    return new Settled(attached, deleted, leaving);
  }

  /// Settles what EC2 did not answer earlier: what was made is taken away, since no pool has it.
  ///
  /// @throws Ec2Exception if EC2 does not settle it now either; nothing more should be made then
  void beforeMore() throws InterruptedException {
    if (world.intents().left().isEmpty()) {
      return;
    }
    if (!lock.tryLock()) {
      throw new Ec2Exception(
          "CreateNetworkInterface",
          "intents=" + world.intents().left().size(),
          new Ec2Failure.Busy("StillSettling", "what EC2 left open earlier is being settled"));
    }
    try {
      for (var intent : world.intents().left()) {
        var open =
            switch (intent) {
              case Intent.Creation creation -> undo(creation);
              case Intent.Deletion deletion ->
                  finish(deletion, false) instanceof Finish.Open(var cause)
                      ? Optional.of(cause)
                      : Optional.<Ec2Exception>empty();
            };
        if (open.isPresent()) {
          throw open.get();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// A describe that lagged at the start may have left the intent of an interface open that was
  /// adopted all the same.
  private boolean serves(Interface eni) {
    return world.devices().find(eni.id()).isPresent()
        || !world.network().useOf(eni.id(), eni.blocks()).isNothing();
  }

  private Optional<Interface> settle(Intent.Creation creation) throws InterruptedException {
    return switch (world.lifecycle().settle(creation.wish(), this::serves)) {
      case Settlement.Attached(Interface eni) -> Optional.of(eni);
      case Settlement.Nothing _ -> {
        world.intents().end(creation);
        yield Optional.empty();
      }
      case Settlement.Unknown(Ec2Exception cause) -> {
        stays(creation, cause);
        yield Optional.empty();
      }
    };
  }

  private Optional<Ec2Exception> undo(Intent.Creation creation) throws InterruptedException {
    return switch (world.lifecycle().settle(creation.wish(), this::serves)) {
      case Settlement.Attached(Interface eni) -> removed(creation, eni);
      case Settlement.Nothing _ -> {
        world.intents().end(creation);
        yield Optional.empty();
      }
      case Settlement.Unknown(Ec2Exception cause) -> Optional.of(cause);
    };
  }

  private Optional<Ec2Exception> removed(Intent intent, Interface eni) throws InterruptedException {
    return switch (world.lifecycle().tearDown(eni)) {
      case Removal.Deleted _ -> {
        world.intents().end(intent);
        yield Optional.empty();
      }
      case Removal.LeftBehind(_, Ec2Exception cause) -> Optional.of(cause);
    };
  }

  private sealed interface Finish {
    record Deleted() implements Finish {}

    record InUse() implements Finish {}

    record Open(Ec2Exception cause) implements Finish {}
  }

  /// The intent alone is no key: if the kernel routes one of the addresses, the interface stays.
  ///
  /// @param routed whether it may still be in the node's routing
  private Finish finish(Intent.Deletion deletion, boolean routed) throws InterruptedException {
    var eni = deletion.eni();
    try {
      var seen = world.ec2().describe(eni);
      var use = world.network().useOf(eni, seen.blocks());
      if (!use.isNothing()) {
        log.error("interface to be deleted is in use and stays eni={} use={}", eni, use);
        world.intents().end(deletion);
        return new Finish.InUse();
      }
      if (routed && seen.attachment() instanceof Attachment.To to) {
        world.network().removeInterface(to.deviceIndex());
      }
      var open = removed(deletion, seen);
      open.ifPresent(cause -> stays(deletion, cause));
      return open.<Finish>map(Finish.Open::new).orElseGet(Finish.Deleted::new);
    } catch (Ec2Exception e) {
      if (e.failure() instanceof Ec2Failure.Gone) {
        world.intents().end(deletion);
        return new Finish.Deleted();
      }
      stays(deletion, e);
      return new Finish.Open(e);
    }
  }

  private static void stays(Intent intent, Ec2Exception cause) {
    log.warn("not settled yet, tried again later intent={} cause={}", intent, cause.getMessage());
  }
}
