package io.warmwell.simulator.contest;

import io.warmwell.eni.Attachment.To;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Interface;
import io.warmwell.eni.NewInterface;
import io.warmwell.eni.NewInterface.Content;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.EniId;
import io.warmwell.simulator.swarm.CalmWorld;
import io.warmwell.simulator.swarm.Ipam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A model of the incumbent's pool loop, made from its documented behaviour alone.
///
/// Source: reference/incumbent-ipam.md, whose sections the comments name. Where the facts are
/// silent, or a cost depends on something the contest does not simulate, the model is the faster or
/// cheaper one: metadata shows an attached ENI at once and costs no time, start-up neither tags nor
/// rewrites security groups, host set-up and the checkpoint take no time. The reconcile (§8) finds
/// nothing to do in such a world and is left out, and so is the sweep of leaked ENIs.
///
/// Not thread-safe: used by whoever the world lets run.
public final class IncumbentModel implements Ipam {
  /// §1 "pool-manager half-sleep": the loop sleeps, adjusts, sleeps, reconciles (§6).
  static final Duration HALF_CYCLE = Duration.ofMillis(2500);

  static final Duration CYCLE = HALF_CYCLE.multipliedBy(2);

  /// §1 "decrease interval".
  static final Duration DECREASE_INTERVAL = Duration.ofSeconds(30);

  /// §1 "minimum ENI life before deletion".
  static final Duration ENI_AGE_MIN = Duration.ofSeconds(60);

  /// §7 "poll IMDS until the ENI shows": 12 attempts from 100 ms, each pause twice the last.
  private static final int POLLS_MAX = 12;

  private static final Duration POLL_FIRST = Duration.ofMillis(100);

  /// §7 "Detach → sleep 2 s → Delete": 12 tries, from 0.5 s.
  private static final Duration DETACH_SLEEP = Duration.ofSeconds(2);

  private static final int DELETES_MAX = 12;
  private static final Duration DELETE_FIRST = Duration.ofMillis(500);

  /// §7 and §1: both back-offs are capped.
  private static final Duration PAUSE_MAX = Duration.ofSeconds(60);

  /// A container that exits is started again after 10 s, then twice as long each time, 5 min at
  /// most.
  ///
  /// Source: Kubernetes, "Pod Lifecycle", container restart policy.
  private static final Duration RESTART_FIRST = Duration.ofSeconds(10);

  private static final Duration RESTART_MAX = Duration.ofMinutes(5);

  private final CalmWorld world;
  private final CalmWorld.Site site;
  private final Ec2 ec2;
  private final IncumbentTargets targets;
  private final IncumbentStore store;
  private Instant lastDecrease = Instant.MIN;
  private Duration restart = RESTART_FIRST;
  private boolean serving;
  private boolean stopped;
  private int tokens;

  IncumbentModel(
      CalmWorld world,
      CalmWorld.Site site,
      IncumbentTargets targets,
      Duration coolDown,
      Random random) {
    this.world = world;
    this.site = site;
    this.ec2 = new SdkRetries(site.ec2(), world, random);
    this.targets = targets;
    this.store = new IncumbentStore(coolDown, random);
  }

  /// The daemon of a node, with the defaults of a node's type.
  public static IncumbentModel of(
      CalmWorld world, CalmWorld.Site site, CalmWorld.Node node, Random random) {
    var limits = node.type().limits();
    var targets = new IncumbentTargets(node.targets(), node.prefixes(), limits, node.podsMax());
    return new IncumbentModel(world, site, targets, node.coolDown(), random);
  }

  /// §2: nothing is served before the node is initialised and the first increase is done.
  @Override
  public void start() {
    world.start(this::initialise);
  }

  private void initialise() {
    try {
      // §2.3 step 4, DescribeAllENIs; step 7, setupENI with §2.4's look at the subnet.
      ec2.describe(site.primary());
      ec2.subnet(site.subnet());
      store.add(new IncumbentStore.Eni(site.primary(), 0, world.now()));
      // §2.3 step 17.
      if (targets.isTooLow(store.stock())) {
        increase();
      }
      serving = true;
      world.in(HALF_CYCLE, this::cycle);
    } catch (Ec2Exception _) {
      exit();
    }
  }

  /// §2.3: what fails in its steps ends the process, and the container is started again.
  private void exit() {
    if (!stopped) {
      world.in(restart, () -> world.start(this::initialise));
      restart = shorter(restart.multipliedBy(2), RESTART_MAX);
    }
  }

  @Override
  public void stop() {
    stopped = true;
    serving = false;
    world.terminate(site.instance());
  }

  @Override
  public boolean serves() {
    return serving;
  }

  /// Fails at once when no address is free (§3.1 step 5); the kubelet tries again.
  @Override
  public void add(Attachment attachment, Consumer<Optional<Ipv4Address>> answer) {
    answer.accept(store.assign(attachment.key(), world.now()));
  }

  @Override
  public void delete(AttachmentKey key) {
    store.release(key, world.now());
  }

  /// One turn of the pool loop (§6). Whatever it does blocks the loop.
  private void cycle() {
    if (stopped) {
      return;
    }
    var stock = store.stock();
    var low = targets.isTooLow(stock);
    var decreases = !low && targets.excess(stock) > 0 && isDecreaseDue();
    var frees = targets.triesToFree(stock, store.anyUnused());
    if (low || decreases || (frees && deletable().isPresent())) {
      world.start(
          () -> {
            adjustIfEc2Lets(low, decreases, frees);
            world.in(CYCLE, this::cycle);
          });
    } else {
      world.in(CYCLE, this::cycle);
    }
  }

  /// §6: "then next cycle".
  private void adjustIfEc2Lets(boolean low, boolean decreases, boolean frees) {
    try {
      adjust(low, decreases, frees);
    } catch (Ec2Exception _) {
      // A shortage alone makes it pause for longer; nothing else is treated specially.
    }
  }

  private void adjust(boolean low, boolean decreases, boolean frees) {
    if (low) {
      increase();
    } else if (decreases) {
      release();
    }
    if (frees) {
      deletable().ifPresent(this::free);
    }
  }

  private boolean isDecreaseDue() {
    return lastDecrease.equals(Instant.MIN)
        || !world.now().isBefore(lastDecrease.plus(DECREASE_INTERVAL));
  }

  private Optional<IncumbentStore.Eni> deletable() {
    return store.deletable(targets, ENI_AGE_MIN, world.now());
  }

  /// Extends one ENI or creates one, never both and never two (§6).
  private void increase() {
    var wanted = targets.wanted(store.stock());
    var room = targets.limits().blocksPerInterface();
    var extended = store.shuffled().stream().filter(eni -> eni.cidrCount() < room).findFirst();
    if (extended.isPresent()) {
      var eni = extended.get();
      store.addCidrs(eni, assigned(eni.id(), Math.min(room - eni.cidrCount(), wanted)));
    } else if (store.eniCount() < targets.limits().interfaces()) {
      create(Math.min(room, wanted));
    }
  }

  /// The new addresses are usable at once (§6).
  private List<Ipv4Prefix> assigned(EniId eni, int count) {
    return targets.prefixes()
        ? ec2.assignPrefixes(eni, count)
        : ec2.assignAddresses(eni, count).stream().map(Ipv4Address::toPrefix).toList();
  }

  /// §7 "Create", with subnet discovery as it is by default (knobs.md §1); §13 counts six calls.
  private void create(int count) {
    ec2.subnet(site.subnet());
    var made = ec2.create(wish(count));
    world.describeInstance(site.instance());
    var device = store.freeDevice();
    try {
      var attachment = ec2.attach(made.id(), site.instance(), device);
      ec2.deleteOnTermination(made.id(), attachment);
    } catch (Ec2Exception e) {
      discard(made.id());
      throw e;
    }
    repeat(POLLS_MAX, POLL_FIRST, () -> world.isLinked(made.id()));
    ec2.subnet(site.subnet());
    var eni = new IncumbentStore.Eni(made.id(), device, world.now());
    store.add(eni);
    store.addCidrs(eni, made.blocks());
  }

  private NewInterface wish(int count) {
    tokens++;
    return new NewInterface(
        site.subnet(),
        List.of(),
        targets.prefixes() ? new Content.Prefixes(count) : new Content.Addresses(count),
        Interface.DESCRIPTION_PREFIX + site.instance(),
        Map.of(Interface.INSTANCE_TAG, site.instance()),
        site.instance() + "-" + tokens);
  }

  /// §6 "release": per ENI in random order, one call each.
  private void release() {
    lastDecrease = world.now();
    var left = targets.excess(store.stock());
    for (var eni : store.shuffled()) {
      var free = store.takeFree(eni, left);
      if (!free.isEmpty()) {
        ec2.unassign(eni.id(), free);
        left -= free.size();
      }
    }
  }

  /// §7, the last sentences of "Delete candidate".
  private void free(IncumbentStore.Eni eni) {
    store.remove(eni);
    discard(eni.id());
  }

  private void discard(EniId eni) {
    if (ec2.describe(eni).attachment() instanceof To to) {
      ec2.detach(to.id());
    }
    world.pause(DETACH_SLEEP);
    repeat(DELETES_MAX, DELETE_FIRST, () -> isDeleted(eni));
  }

  private boolean isDeleted(EniId eni) {
    try {
      ec2.delete(eni);
      return true;
    } catch (Ec2Exception _) {
      // Still attached, or throttled.
      return false;
    }
  }

  private void repeat(int tries, Duration first, BooleanSupplier step) {
    var pause = first;
    for (var i = 1; !step.getAsBoolean() && i < tries; i++) {
      world.pause(pause);
      pause = shorter(pause.multipliedBy(2), PAUSE_MAX);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
