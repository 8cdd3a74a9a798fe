package io.warmwell.simulator.swarm;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.eni.resilience.RememberingEc2;
import io.warmwell.eni.resilience.ResilientEc2;
import io.warmwell.eni.resilience.TimeAndChance;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.ipamd.agent.CallNews;
import io.warmwell.ipamd.agent.Care;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.agent.NodeAgent;
import io.warmwell.ipamd.agent.Policy;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.birth.Birthplaces;
import io.warmwell.ipamd.birth.SubnetSearch;
import io.warmwell.ipamd.effects.DeviceIndexes;
import io.warmwell.ipamd.effects.EffectRunner;
import io.warmwell.ipamd.effects.HostNetwork.HostNetworkException;
import io.warmwell.ipamd.intents.IntentException;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.ipamd.journal.Entry;
import io.warmwell.ipamd.journal.Journal;
import io.warmwell.ipamd.start.Recovery;
import io.warmwell.ipamd.start.Stock;
import io.warmwell.pool.AddressPlanner;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.InterfaceLimits;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Planner;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PoolSnapshot;
import io.warmwell.pool.Subnets;
import io.warmwell.prefix.PrefixPlanner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// One life of a node's daemon, put together as production does it, from its start to its death.
/// The mailbox and the threads of effects die with it.
final class DaemonLife {
  static final Duration ADD_WAIT = Duration.ofSeconds(20);
  static final Duration RELEASE_DELAY = Duration.ofSeconds(60);
  private static final Duration SLEEP_MAX = Duration.ofMinutes(1);
  private static final int WAKES_PER_MINUTE_MAX = 2_000;
  private static final int STEPS_PER_REPLAY = 20;
  private static final double DEATH_AFTER_A_WRITE = 0.002;
  private static final double POWER_LOSS_AMID_INTENTS = 0.01;
  private static final double POWER_LOSS_AMID_LEASES = 0.0002;

  private final SwarmNode node;
  private final Stage stage;
  private final Parts parts;
  private final Timeline.Life life = new Timeline.Life();
  private final ArrayDeque<Event> mailbox = new ArrayDeque<>();

  /// Steady from the start on, whatever the node's shows: as the daemon's is.
  private final InstantSource clock;

  private final Random random;
  private Optional<Running> running = Optional.empty();
  private boolean stepPlanned;
  private long wakesPlanned;
  private long steps;
  private int tokens;

  /// What there is once the start has worked.
  private record Running(
      NodeAgent agent,
      Parts.Agent door,
      Pool pool,
      Journal journal,
      int foreign,
      Unrecorded unrecorded,
      Orders orders,
      Unanswered unanswered) {}

  DaemonLife(SwarmNode node, Stage stage, Parts parts) {
    this.node = node;
    this.stage = stage;
    this.parts = parts.ofOneLife();
    var ahead = Duration.between(stage.timeline().instant(), node.clock());
    this.clock = () -> stage.timeline().instant().plus(ahead);
    this.random = new Random(stage.random().nextLong());
  }

  void start() {
    stage.timeline().start(life, this::begin);
  }

  void end() {
    life.end(stage.timeline().instant());
  }

  boolean isOver() {
    return life.isOver();
  }

  boolean serves() {
    return !life.isOver() && running.isPresent();
  }

  /// Puts an event into the mailbox; a dead daemon has none.
  void put(Event event) {
    if (life.isOver()) {
      return;
    }
    mailbox.add(event);
    if (!stepPlanned) {
      stepPlanned = true;
      stage.timeline().in(Duration.ZERO, this::step);
    }
  }

  /// The node's settings have changed; a daemon that does not serve yet starts with them.
  void aim() {
    if (serves()) {
      put(new Event.PolicyChanged(policy(running().foreign()), parts.planner(planner())));
    }
  }

  PoolSnapshot snapshot() {
    return running().agent().snapshot(clock.instant());
  }

  /// Addresses whose lease comes back if the daemon dies now.
  Set<Ipv4Address> unrecorded() {
    return running.map(there -> there.unrecorded().addresses()).orElseGet(Set::of);
  }

  List<Lease> leases() {
    return running().pool().leases();
  }

  Capacity capacity() {
    return running().agent().capacity();
  }

  /// Compares what a restart would remember with what the pool holds.
  void replay() {
    var remembered = new HashMap<AttachmentKey, Lease>();
    for (var entry : running().journal().entries()) {
      if (entry instanceof Entry.Granted(Lease lease)) {
        remembered.put(lease.attachment().key(), lease);
      }
    }
    for (var lease : leases()) {
      var entry = Optional.ofNullable(remembered.remove(lease.attachment().key()));
      if (entry.filter(known -> known.address().equals(lease.address())).isEmpty()
          && !node.kernel().isWired(lease)) {
        stage.referee().report("journal or kernel remember every lease", node + " " + lease);
      }
    }
    if (!remembered.isEmpty()) {
      stage.referee().report("the journal remembers no more", node + " " + remembered.values());
    }
  }

  private Orders.Knowledge knowledge() {
    return new Orders.Knowledge(this::snapshot, this::capacity, this::subnets);
  }

  /// What the agent knows of the subnets.
  Subnets subnets() {
    return running().agent().subnets(clock.instant());
  }

  private Running running() {
    return running.orElseThrow(() -> new IllegalStateException("not running: " + node));
  }

  private void begin() {
    try {
      running = Optional.of(assembled());
      stage.tell(node.toString(), () -> "daemon serves, " + leases().size() + " leases");
      put(node.isCordoned() ? new Event.NodeSchedulable(false) : new Event.Woken());
      node.serves();
    } catch (Ec2Exception | HostNetworkException | Records.RecordException | IntentException e) {
      stage.tell(node.toString(), () -> "daemon not started: " + e.getMessage());
      node.startFailed();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts in virtual time", e);
    }
  }

  private Running assembled() throws InterruptedException {
    var by = new TimeAndChance(clock, this::pause, random);
    var news = new CallNews();
    var faulty = parts.ec2(new FaultyEc2(stage, node, life));
    var guarded = new ResilientEc2(faulty, parts.callLimits(), by, news);
    var ec2 = new RememberingEc2(guarded, clock);
    var network = parts.network(node.kernel().port());
    var lifecycle = new InterfaceLifecycle(ec2, node.instance(), this::pause, random);
    var devices = new DeviceIndexes();
    node.disk().watch(this::dieSometimes, () -> losePowerSometimes(POWER_LOSS_AMID_INTENTS));
    var intents = Intents.open(parts.intents(node.disk().folder()), node.instance());
    var world = new EffectRunner.World(ec2, lifecycle, network, devices, intents);
    var births = births(ec2);
    var stock = Stock.take(world, births);
    var journal =
        Journal.open(parts.journal(node.memory().folder()), parts.boot(node.bootId()), clock);
    node.memory().watch(this::dieSometimes, () -> losePowerSometimes(POWER_LOSS_AMID_LEASES));
    var pool = parts.pool(node.settings().coolDown());
    stock.fill(pool);
    new Recovery(pool, journal)
        .restore(
            parts.remembered(journal.entries()),
            parts.wired(node.kernel().leases(stock.byDeviceIndex())),
            clock.instant().plus(node.settings().coolDown()));
    var effects =
        new EffectRunner(
            world,
            births,
            new EffectRunner.Chances(clock, () -> node + "-" + random.nextLong() + "-" + tokens++),
            this::startEffect,
            (id, ending) -> put(new Event.EffectEnded(id, ending)));
    var policy = policy(stock.foreign());
    var unrecorded = new Unrecorded(journal);
    var orders = new Orders(stage, node, effects, knowledge());
    var outside = new NodeAgent.Outside(parts.records(unrecorded), parts.effects(orders));
    var agent = new NodeAgent(policy, pool, parts.planner(planner()), outside, random);
    var door = parts.agent(pool, agent::handle);
    news.tell(this::put);
    var unanswered = new Unanswered(stage, node, clock, orders::coming);
    return new Running(agent, door, pool, journal, stock.foreign(), unrecorded, orders, unanswered);
  }

  private Birthplaces births(Ec2 ec2) {
    var vpc = stage.ec2().configuration();
    var zone = vpc.subnet(node.subnet()).orElseThrow().availabilityZone();
    var home = new SubnetSearch.Home(vpc.vpcId(), zone, node.subnet(), primaryGroups());
    var choice =
        node.isCustom()
            ? new SubnetSearch.Choice.Custom(node::wanted)
            : new SubnetSearch.Choice.Tagged("");
    return new SubnetSearch(ec2, home, choice, Map.of(), clock);
  }

  /// As the metadata service tells.
  private List<String> primaryGroups() {
    return stage
        .ec2()
        .find(node.primary())
        .filter(_ -> stage.options().surroundings().seek())
        .map(eni -> eni.settings().securityGroups())
        .orElseGet(List::of);
  }

  private Care care() {
    return stage.options().surroundings().seek()
        ? new Care(true, node.isCustom(), !node.isCustom(), false, true)
        : Care.NONE;
  }

  private Policy policy(int foreign) {
    var type = node.options().type();
    var settings = node.settings();
    var limits =
        new InterfaceLimits(settings.interfacesMax(), type.limits().addressesPerInterface());
    return new Policy(
        settings.targets(),
        new Capacity(limits, foreign, settings.podsMax()),
        ADD_WAIT,
        settings.releaseDelay(),
        settings.coolDown(),
        type.name(),
        care());
  }

  private Planner planner() {
    return node.settings().prefixes() ? new PrefixPlanner() : new AddressPlanner();
  }

  private void pause(Duration length) {
    stage.timeline().pause(length);
  }

  private void startEffect(Runnable effect) {
    stage
        .timeline()
        .start(
            life,
            () -> {
              try {
                effect.run();
              } catch (IllegalStateException | IllegalArgumentException bug) {
                stage.referee().report("effects end", node + " effect died of " + bug);
              }
            });
  }

  private void step() {
    stepPlanned = false;
    while (!mailbox.isEmpty() && !life.isOver()) {
      handle(mailbox.remove());
    }
    if (!life.isOver()) {
      running().orders().judgeSupply(running().unanswered().size());
      planWake();
    }
  }

  private void handle(Event event) {
    try {
      running().door().handle(noted(event), clock.instant());
      if (steps++ % STEPS_PER_REPLAY == 0) {
        replay();
      }
    } catch (Timeline.LifeOver _) {
      // Dead in the middle of it: the node knows.
    } catch (IllegalStateException | IllegalArgumentException bug) {
      stage.referee().report("the agent does not die", node + " " + bug + " at " + event);
    }
  }

  private Event noted(Event event) {
    return switch (event) {
      case Event.AddressAsked request -> running().unanswered().noted(request);
      case Event.EffectEnded(long id, var ending) -> {
        running().orders().ended(id, ending);
        yield event;
      }
      case Event.Inquiry _,
          Event.ReleaseAsked _,
          Event.PodsScheduled _,
          Event.PolicyChanged _,
          Event.NodeSchedulable _,
          Event.BirthplacesChanged _,
          Event.LinkChanged _,
          Event.CallEnded _,
          Event.Woken _ ->
          event;
    };
  }

  private void planWake() {
    wakesPlanned++;
    var number = wakesPlanned;
    var now = clock.instant();
    var wait = running().agent().nextWake(now).map(at -> wait(now, at)).orElse(SLEEP_MAX);
    stage
        .timeline()
        .in(
            wait,
            () -> {
              if (number == wakesPlanned) {
                stage.referee().counted(node + " wakes", WAKES_PER_MINUTE_MAX);
                put(new Event.Woken());
              }
            });
  }

  private static Duration wait(Instant now, Instant at) {
    var wait = Duration.between(now, at).plusMillis(1);
    return wait.isNegative()
        ? Duration.ofMillis(1)
        : wait.compareTo(SLEEP_MAX) > 0 ? SLEEP_MAX : wait;
  }

  /// A process may die after each of its writes.
  private void dieSometimes() {
    if (serves() && stage.faults().crashes().isPositive() && stage.chance(DEATH_AFTER_A_WRITE)) {
      node.died();
      throw new Timeline.LifeOver();
    }
  }

  /// A machine may lose power at each step of a write, also while the daemon starts.
  private void losePowerSometimes(double share) {
    var faults = stage.faults().reboots();
    if (!life.isOver() && faults.powerLoss() > 0 && stage.chance(share)) {
      node.reboot(true);
      throw new Timeline.LifeOver();
    }
  }

  Map<String, Object> facts() {
    return Map.of("mailbox", mailbox.size(), "steps", steps);
  }
}
