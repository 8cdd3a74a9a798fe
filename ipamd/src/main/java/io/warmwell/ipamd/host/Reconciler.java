package io.warmwell.ipamd.host;

import io.warmwell.cni.node.Mended;
import io.warmwell.cni.node.Repair;
import io.warmwell.cni.wiring.KernelWiring;
import io.warmwell.cni.wiring.LeaseBook;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import io.warmwell.netlink.Netlink;
import io.warmwell.netlink.sys.ChangeMonitor;
import io.warmwell.netlink.sys.ChangeMonitor.Subject;
import io.warmwell.netlink.sys.SystemCallException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the kernel as the daemon has made it: compares all that is ours with what shall be, at the
/// start, when the kernel tells of a change, and at the latest a minute after the last time, since
/// some changes are told of by nobody.
///
/// Thread-safe; works on a thread of its own. A look costs one dump of each kind, and is followed
/// by a rest of nine times its length, within limits. Of what the daemon does itself it is not
/// told, so that pods that come and go cause no looks.
public final class Reconciler implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  /// Changes come in bursts: an ADD makes a dozen, a flushed table one per route.
  static final Duration SETTLE = Duration.ofMillis(200);

  /// The longest time without a look, and how much earlier it may come.
  static final Duration INTERVAL_MAX = Duration.ofSeconds(60);

  static final Duration JITTER = Duration.ofSeconds(15);

  /// After each look, at least.
  static final Duration REST_MIN = Duration.ofMillis(300);

  /// After each look, at most, however long it took on a busy node.
  static final Duration REST_MAX = Duration.ofMillis(500);

  private static final int REST_FACTOR = 9;

  /// After a look that failed; it doubles with every failure, up to [#INTERVAL_MAX].
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// How long the end of the process may have to wait for this thread.
  private static final Duration CLOSE_LOOK_UP = Duration.ofMillis(500);

  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
  private static final int NAMED_MAX = 5;

  private final KernelNetwork network;
  private final KernelWiring wiring;
  private final LeaseBook leases;
  private final Function<Predicate<Repair>, Mended> settings;
  private final ChangeMonitor monitor;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Thread thread;
  private final Patience patience = new Patience();
  private final OddityWatch oddities = new OddityWatch();
  private final Concern concern;
  private Duration retryAfter = RETRY_AFTER;
  private volatile RepairTotals totals = RepairTotals.NONE;
  private volatile boolean closed;

  private Reconciler(
      Subjects subjects, ChangeMonitor monitor, InstantSource clock, RandomGenerator random) {
    this.network = subjects.network();
    this.wiring = subjects.wiring();
    this.leases = subjects.leases();
    this.settings = subjects.settings();
    this.concern = new Concern(wiring::isAsMade, newestDevice());
    this.monitor = monitor;
    this.clock = clock;
    this.random = random;
    this.thread = Thread.ofPlatform().name("reconciler").daemon().unstarted(this::run);
  }

  /// What is reconciled.
  ///
  /// @param leases what is leased, for the pods' part
  /// @param settings repairs what is set for the whole node, if it is wanted
  public record Subjects(
      KernelNetwork network,
      KernelWiring wiring,
      LeaseBook leases,
      Function<Predicate<Repair>, Mended> settings) {}

  /// Starts to watch this thread's network namespace, with a first look at once.
  ///
  /// @throws SystemCallException if the kernel refuses to tell of changes
  public static Reconciler start(Subjects subjects, InstantSource clock, RandomGenerator random) {
    var monitor = ChangeMonitor.ofOthers(EnumSet.allOf(Subject.class));
    var reconciler = new Reconciler(subjects, monitor, clock, random);
    reconciler.thread.start();
    return reconciler;
  }

  private static int newestDevice() {
    try (var netlink = Netlink.open(CLOSE_MAX)) {
      return netlink.links().stream().mapToInt(link -> link.device().index()).max().orElse(0);
    }
  }

  /// What has been repaired since the start.
  public RepairTotals totals() {
    return totals;
  }

  @Override
  public void close() {
    closed = true;
    try {
      if (!thread.join(CLOSE_MAX)) {
        log.warn("the reconciler did not stop within {}", CLOSE_MAX);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (monitor) {
      var due = clock.instant();
      while (!closed) {
        if (!clock.instant().isBefore(due) || hasChanged(due)) {
          due = look();
        }
      }
    } catch (SystemCallException e) {
      log.error("drift is no longer repaired until the daemon restarts", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    log.info("stopped reconciling totals={}", totals);
  }

  /// Waits for a change, not much longer than until a moment.
  private boolean hasChanged(Instant due) throws InterruptedException {
    var left = Duration.between(clock.instant(), due);
    var wait = left.compareTo(CLOSE_LOOK_UP) < 0 ? left : CLOSE_LOOK_UP;
    if (!monitor.await(wait.plusMillis(1))) {
      return false;
    }
    Thread.sleep(SETTLE);
    return concern.in(monitor.read());
  }

  /// Compares and repairs everything, and rests.
  ///
  /// @return when the next look is due
  private Instant look() throws InterruptedException {
    var began = clock.instant();
    var soon = false;
    try {
      soon = repair(began);
      retryAfter = RETRY_AFTER;
    } catch (HostNetworkException | IllegalStateException e) {
      log.warn("looking for drift failed, trying again in {}", retryAfter, e);
      var retry = clock.instant().plus(retryAfter);
      var doubled = retryAfter.multipliedBy(2);
      retryAfter = doubled.compareTo(INTERVAL_MAX) < 0 ? doubled : INTERVAL_MAX;
      rest(REST_MAX);
      return retry;
    }
    var now = clock.instant();
    var took = Duration.between(began, now).multipliedBy(REST_FACTOR);
    rest(Duration.ofMillis(Math.clamp(took.toMillis(), REST_MIN.toMillis(), REST_MAX.toMillis())));
    var jitter = Duration.ofMillis(random.nextLong(JITTER.toMillis()));
    var regular = now.plus(INTERVAL_MAX).minus(jitter);
    return soon ? now : patience.next(now).filter(regular::isAfter).orElse(regular);
  }

  /// @return whether another look must follow soon
  private boolean repair(Instant now) {
    Predicate<Repair> allowed = repair -> patience.allows(repair, now);
    var pods = wiring.mend(leases, allowed);
    concern.seen(pods.devices());
    var mended =
        network.mend(pods.leased(), allowed).and(pods.mended()).and(settings.apply(allowed));
    totals = totals.and(mended);
    patience.forget(now);
    tell(mended, Duration.between(now, clock.instant()));
    mended.done().forEach(repair -> tried(repair, now));
    mended.refused().forEach(refused -> tried(refused.repair(), now));
    oddities
        .lasting(pods.oddities(), now)
        .forEach(
            oddity ->
                log.warn(
                    "left alone, look at it kind={} subject=\"{}\" what=\"{}\"",
                    oddity.kind(),
                    oddity.subject(),
                    oddity.what()));
    return pods.isUnfinished() || !mended.done().isEmpty();
  }

  private void tried(Repair repair, Instant now) {
    patience
        .tried(repair, now)
        .ifPresent(
            pause ->
                log.warn(
                    "somebody keeps changing what is repaired here; find out who, it is repaired"
                        + " seldom from now on object=\"{}\" times={} pause={}",
                    repair.object(),
                    Patience.FREE,
                    pause));
  }

  private void tell(Mended mended, Duration took) {
    if (!mended.done().isEmpty()) {
      log.warn(
          "repaired drift repairs={} kinds={} took_ms={} what=\"{}\" totals={}",
          mended.done().size(),
          RepairTotals.byKind(mended.done()),
          took.toMillis(),
          mended.done().stream()
              .limit(NAMED_MAX)
              .map(repair -> repair.object() + " was " + repair.found() + ": " + repair.done())
              .collect(Collectors.joining("; ")),
          totals.done());
    }
    for (var refused : mended.refused()) {
      log.warn(
          "drift stays object=\"{}\" found=\"{}\" tried=\"{}\" reason=\"{}\"",
          refused.repair().object(),
          refused.repair().found(),
          refused.repair().done(),
          refused.reason());
    }
  }

  private static void rest(Duration pause) throws InterruptedException {
    Thread.sleep(pause);
  }
}
