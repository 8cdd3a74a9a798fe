package io.warmwell.simulator.swarm;

import io.warmwell.eni.BringUp;
import io.warmwell.eni.BringUpResult;
import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.eni.NewInterface;
import io.warmwell.ipamd.election.Election;
import io.warmwell.ipamd.election.LeaseException;
import io.warmwell.ipamd.election.LeaseStore;
import io.warmwell.ipamd.election.Tenure;
import io.warmwell.ipamd.election.Times;
import io.warmwell.ipamd.sweep.Sweep;
import io.warmwell.ipamd.sweep.Sweeper;
import io.warmwell.pool.EniId;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A machine of a [LeakWorld]: one instance, one life.
///
/// Its clock stands still while it sleeps, as CLOCK_MONOTONIC does on a suspended machine.
final class LeakMachine {
  private static final int INTERFACES_MAX = 5;
  private static final int CALLS_OF_A_BIRTH = 6;
  private static final int WORK_MINUTES_MAX = 20;
  private static final int SLEEP_MINUTES_MAX = 240;

  private final LeakWorld world;
  private final String instance;
  private final Timeline.Life life = new Timeline.Life();
  private final ArrayDeque<Interface> interfaces = new ArrayDeque<>();
  private Duration slept = Duration.ZERO;
  private Instant sleepsUntil = Instant.MIN;
  private Optional<Election> election = Optional.empty();
  private int callsUntilDeath = Integer.MAX_VALUE;
  private int callsUntilSleep = Integer.MAX_VALUE;
  private int calls;
  private int tokens;

  LeakMachine(LeakWorld world, String instance) {
    this.world = world;
    this.instance = instance;
  }

  boolean lives() {
    return !life.isOver();
  }

  /// Whether it believes to lead, awake.
  boolean leads() {
    return lives()
        && !world.timeline().instant().isBefore(sleepsUntil)
        && election.filter(Election::leads).isPresent();
  }

  /// Stands for election, and sweeps while it leads.
  void serve() {
    var means = new Election.Means(this::clock, this::pause, world.random());
    var candidate = new Election(new FlakyLease(), instance, Times.CALM, means);
    election = Optional.of(candidate);
    start(candidate::run);
    var seen = world.trouble().sweeps().apply(instance, port(true));
    var place = new Sweep.Place(LeakWorld.VPC, LeakWorld.CLUSTER, instance);
    var sweep = new Sweep(seen, place, world.trouble().caution(), this::pause, this::clock);
    start(
        () ->
            Sweeper.run(
                sweep,
                candidate::leads,
                new Sweeper.Rhythm(world.trouble().every(), this::pause, world.random())));
  }

  /// Makes and deletes interfaces, at any time.
  void work() {
    start(
        () -> {
          while (true) {
            change();
            pause(Duration.ofSeconds(world.random().nextInt(WORK_MINUTES_MAX * 60)));
          }
        });
  }

  /// Makes an interface and deletes it, and dies after so many calls.
  ///
  /// @return how many calls there were so far, in the end
  Supplier<Integer> liveAndDie(int callsOfItsLife) {
    callsUntilDeath = callsOfItsLife;
    start(
        () -> {
          create();
          delete();
        });
    return () -> calls;
  }

  /// The instance is terminated after one of the next calls to EC2.
  void dieSoon() {
    callsUntilDeath = calls + 1 + world.random().nextInt(CALLS_OF_A_BIRTH);
  }

  /// It falls asleep after one of the next calls to EC2.
  void sleepSoon() {
    callsUntilSleep = calls + 1 + world.random().nextInt(CALLS_OF_A_BIRTH);
  }

  /// The instance is terminated, wherever its processes are.
  void die() {
    end();
    world.terminate(instance);
  }

  void end() {
    if (lives()) {
      life.end(world.timeline().instant());
    }
  }

  /// Nothing on it runs for a while; EC2 goes on.
  void sleep() {
    var now = world.timeline().instant();
    if (!now.isBefore(sleepsUntil)) {
      var length = Duration.ofMinutes(1 + world.random().nextInt(SLEEP_MINUTES_MAX));
      sleepsUntil = now.plus(length);
      slept = slept.plus(length);
    }
  }

  private void change() throws InterruptedException {
    if (interfaces.size() < INTERFACES_MAX && world.random().nextBoolean()) {
      create();
    } else {
      delete();
    }
  }

  private void create() throws InterruptedException {
    var wish =
        new BringUp(
            LeakWorld.SUBNET,
            List.of(),
            new NewInterface.Content.Addresses(2),
            1 + interfaces.size(),
            Map.of(Interface.CLUSTER_TAG, LeakWorld.CLUSTER),
            clock(),
            instance + "-" + tokens++);
    if (lifecycle().bringUp(wish) instanceof BringUpResult.Attached(Interface eni)) {
      interfaces.add(eni);
    }
  }

  private void delete() throws InterruptedException {
    if (!interfaces.isEmpty()) {
      lifecycle().tearDown(interfaces.remove());
    }
  }

  private InterfaceLifecycle lifecycle() {
    return new InterfaceLifecycle(port(false), instance, this::pause, world.random());
  }

  private Instant clock() {
    return world.timeline().instant().minus(slept);
  }

  private void pause(Duration length) {
    world.timeline().pause(length);
    while (world.timeline().instant().isBefore(sleepsUntil)) {
      world.timeline().pause(Duration.between(world.timeline().instant(), sleepsUntil));
    }
  }

  private Duration latency() {
    return Duration.ofMillis(world.random().nextLong(LeakWorld.LATENCY_MAX.toMillis()));
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private void start(Body body) {
    world
        .timeline()
        .start(
            life,
            () -> {
              try {
                body.run();
              } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts in virtual time", e);
              }
            });
  }

  /// EC2 as this machine meets it.
  private Ec2 port(boolean sweeps) {
    return (Ec2)
        Proxy.newProxyInstance(
            Ec2.class.getClassLoader(),
            new Class<?>[] {Ec2.class},
            (_, method, arguments) -> called(method, arguments, sweeps));
  }

  private @Nullable Object called(Method method, Object[] arguments, boolean sweeps)
      throws Throwable {
    onTheWay(method, arguments, sweeps);
    calls++;
    var lost = world.chance(world.trouble().failing());
    if (lost && world.random().nextBoolean()) {
      throw unanswered(method);
    }
    var answer = carryOut(method, arguments, sweeps);
    if (calls >= callsUntilDeath) {
      die();
    }
    if (calls == callsUntilSleep) {
      sleep();
    }
    pause(late(latency()));
    if (lost) {
      throw unanswered(method);
    }
    return answer;
  }

  /// A request may arrive though its machine has died.
  private void onTheWay(Method method, Object[] arguments, boolean sweeps) throws Throwable {
    try {
      pause(latency());
    } catch (Timeline.LifeOver dead) {
      if (!sweeps && world.random().nextBoolean()) {
        try {
          carryOut(method, arguments, false);
        } catch (Ec2Exception _) {
          // Nobody is there to hear of it.
        }
      }
      throw dead;
    }
  }

  private @Nullable Object carryOut(Method method, Object[] arguments, boolean sweeps)
      throws Throwable {
    var doomed =
        sweeps && method.getName().equals("delete")
            ? world.ec2().find((EniId) arguments[0])
            : Optional.<io.warmwell.simulator.ec2.NetworkInterface>empty();
    try {
      var answer = method.invoke(world.ec2().port(), arguments);
      doomed.ifPresent(eni -> world.swept(eni, instance));
      return answer instanceof Set<?> existing && method.getName().equals("existingInstances")
          ? shown(arguments, existing)
          : answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private Set<String> shown(Object[] arguments, Set<?> existing) {
    return ((Set<?>) arguments[0])
        .stream()
            .map(Object::toString)
            .filter(id -> world.shows(id, existing.contains(id)))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Sometimes an answer is old when it comes.
  private Duration late(Duration latency) {
    return world.chance(world.trouble().failing())
        ? latency.plusMillis(world.random().nextLong(LeakWorld.LAG.toMillis()))
        : latency;
  }

  private static Ec2Exception unanswered(Method method) {
    return new Ec2Exception(
        method.getName(), "", new Ec2Failure.Ambiguous("SocketTimeout", "no answer"));
  }

  /// The Lease as this machine meets it.
  private final class FlakyLease implements LeaseStore {

    @Override
    public Optional<Tenure> read() {
      return answered(world.lease()::read);
    }

    @Override
    public Tenure write(Tenure tenure) {
      return answered(() -> world.lease().write(tenure));
    }

    private <T> T answered(Supplier<T> call) {
      pause(latency());
      var lost = world.chance(world.trouble().failing());
      if (lost && world.random().nextBoolean()) {
        throw new LeaseException("no answer");
      }
      var answer = call.get();
      pause(latency());
      if (lost) {
        throw new LeaseException("no answer");
      }
      return answer;
    }
  }
}
