package io.warmwell.ipamd.agent;

import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Pool;
import io.warmwell.pool.Restoration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Giving back, on the pool's side: what is withdrawn first, restored when the kernel disagrees,
/// and tried again when it fails: until EC2 has said what became of a withdrawn block, it can be
/// neither leased nor forgotten.
///
/// Owned by the agent thread.
final class Releases {
  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  /// Giving back is never urgent.
  static final Duration PAUSE = Duration.ofSeconds(20);

  private record Retry(Effect effect, Instant at) {}

  private final Pool pool;
  private final RandomGenerator random;
  private final List<Retry> waiting = new ArrayList<>();

  Releases(Pool pool, RandomGenerator random) {
    this.pool = pool;
    this.random = random;
  }

  /// Withdraws what is to be given back, unless a pod uses or recently used it.
  boolean isWithdrawn(Effect effect, Instant now) {
    return switch (effect) {
      case Effect.ReleaseBlocks(EniId eni, var blocks) -> pool.withdraw(eni, blocks, now);
      case Effect.DeleteInterface(EniId eni, var blocks) -> pool.withdraw(eni, blocks, now);
      case Effect.AddBlocks _, Effect.CreateInterface _, Effect.Upkeep _ ->
          throw new IllegalStateException("not a release: " + effect);
    };
  }

  /// The second key did not turn: what the kernel still uses stays, whatever the pool believed.
  void contradicted(Ending.StillRouted contradiction) {
    for (var lease : contradiction.leases()) {
      if (pool.restore(lease) instanceof Restoration.Conflict(Lease holder)) {
        log.error("kernel and pool contradict kernel={} pool={}", lease, holder);
      }
    }
    log.error(
        "not given back, since the kernel still routes it eni={} leases={} unidentified={};"
            + " find out whose the unidentified routes are",
        contradiction.eni(),
        contradiction.leases().size(),
        contradiction.unidentified());
    var doubtful = contradiction.unidentified();
    if (pool.knows(contradiction.eni())) {
      pool.reinstate(
          contradiction.eni(),
          contradiction.blocks().stream()
              .filter(block -> doubtful.stream().noneMatch(block::overlaps))
              .toList());
    }
  }

  /// Tries an effect again later.
  void failed(Effect effect, Instant now) {
    var jitter = random.nextLong(PAUSE.toMillis());
    waiting.add(new Retry(effect, now.plus(PAUSE).plusMillis(jitter)));
  }

  /// Removes and returns what is left of those whose time has come.
  ///
  /// @param all whether EC2 may be called for it; otherwise only what concerns the kernel
  List<Effect> due(boolean all, Instant now) {
    var due =
        waiting.stream()
            .filter(retry -> !now.isBefore(retry.at()) && (all || isLocal(retry.effect())))
            .toList();
    waiting.removeAll(due);
    return due.stream().flatMap(retry -> stillWanted(retry.effect()).stream()).toList();
  }

  /// Those that wait.
  List<Effect> pending() {
    return waiting.stream().map(Retry::effect).toList();
  }

  /// When the next one's time comes.
  Optional<Instant> next(boolean all) {
    return waiting.stream()
        .filter(retry -> all || isLocal(retry.effect()))
        .map(Retry::at)
        .min(Instant::compareTo);
  }

  private static boolean isLocal(Effect effect) {
    return effect instanceof Effect.Unroute || effect instanceof Effect.Rewire;
  }

  /// EC2 may have carried a release out without an answer and given some of the blocks to another
  /// interface since, and a pod may have gone.
  private Optional<Effect> stillWanted(Effect effect) {
    return switch (effect) {
      case Effect.ReleaseBlocks(EniId eni, var blocks) ->
          Optional.of(stillHere(eni, blocks))
              .filter(left -> !left.isEmpty())
              .map(left -> new Effect.ReleaseBlocks(eni, left));
      case Effect.DeleteInterface(EniId eni, var blocks) ->
          Optional.of(new Effect.DeleteInterface(eni, stillHere(eni, blocks)));
      case Effect.Rewire(var leases) -> Optional.of(new Effect.Rewire(stillHeld(leases)));
      case Effect.Unroute unroute -> Optional.of(unroute);
      case Effect.AddBlocks _,
          Effect.CreateInterface _,
          Effect.Survey _,
          Effect.Scout _,
          Effect.Regroup _,
          Effect.Probe _,
          Effect.AttachAgain _,
          Effect.AssignAgain _ ->
          throw new IllegalStateException("not tried again: " + effect);
    };
  }

  private List<Ipv4Prefix> stillHere(EniId eni, List<Ipv4Prefix> blocks) {
    return pool.knows(eni)
        ? blocks.stream().filter(pool.blocks(eni)::contains).toList()
        : List.of();
  }

  private List<Lease> stillHeld(List<Lease> leases) {
    return leases.stream()
        .filter(lease -> pool.lease(lease.attachment().key()).filter(lease::equals).isPresent())
        .toList();
  }
}
