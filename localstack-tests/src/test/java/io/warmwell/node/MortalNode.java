package io.warmwell.node;

import io.warmwell.eni.Ec2;
import io.warmwell.eni.Ec2Exception;
import io.warmwell.eni.Ec2Failure;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.Ending;
import io.warmwell.ipamd.effects.DeviceIndexes;
import io.warmwell.ipamd.effects.EffectRunner;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.ipamd.start.Stock;
import io.warmwell.pool.BlockKind;
import io.warmwell.pool.Effect;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.simulator.disk.MemoryFolder;
import io.warmwell.simulator.ec2.Instance;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.ec2.SimulatedEc2;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An m5.large whose daemon can die after every call to EC2, to the kernel and to the disk, and
/// lives again: the production effects, intents and stock-taking on a simulated EC2.
///
/// One thread runs it all; pauses let virtual time pass.
final class MortalNode implements InstantSource {

  private final Fuse fuse = new Fuse();
  private final MemoryFolder folder = new MemoryFolder("/memory", fuse);
  private final AtomicInteger tokens = new AtomicInteger();
  private final List<Ending> endings = new ArrayList<>();
  private final TreeSet<Integer> routed = new TreeSet<>();
  private final SimulatedEc2 ec2 = SmallVpc.ec2(SmallVpc.ROOMY, this);
  private final Instance instance = SmallVpc.run(ec2);
  private final Ec2 port = port();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int answersBeforeSilence = Integer.MAX_VALUE;
  private Optional<List<Interface>> staleList = Optional.empty();
  private HostNetwork.Use use = new HostNetwork.Use(List.of(), List.of());
  private Optional<EffectRunner> runner = Optional.empty();

  @Override
  public Instant instant() {
    return now;
  }

  /// The daemon starts, from what the disk and EC2 remember.
  Stock start() throws InterruptedException {
    var lifecycle = new InterfaceLifecycle(port, instance.id(), this::pass, new Random(1));
    var intents = Intents.open(folder, instance.id());
    var world = new EffectRunner.World(port, lifecycle, new Kernel(), new DeviceIndexes(), intents);
    var stock = Stock.take(world, SmallVpc.BIRTHS);
    runner =
        Optional.of(
            new EffectRunner(
                world,
                SmallVpc.BIRTHS,
                new EffectRunner.Chances(this, () -> "token-" + tokens.incrementAndGet()),
                Runnable::run,
                (_, ending) -> endings.add(ending)));
    return stock;
  }

  /// Makes an interface and deletes it.
  ///
  /// @param list what the next life's first list of interfaces shows
  void liveAndLetDie(Lists list) {
    if (list == Lists.LAG_BEHIND_CREATION) {
      freezeNextList();
    }
    if (createInterface() instanceof Ending.InterfaceUp up) {
      thawNextList();
      if (list == Lists.LAG_BEHIND_DELETION) {
        freezeNextList();
      }
      run(new Effect.DeleteInterface(up.facts().eni(), up.blocks()));
    }
  }

  /// How current EC2's lists of interfaces are.
  enum Lists {
    CURRENT,
    LAG_BEHIND_CREATION,
    LAG_BEHIND_DELETION
  }

  Ending createInterface() {
    return run(new Effect.CreateInterface(SmallVpc.SUBNET, BlockKind.ADDRESS, 9));
  }

  Ending run(Effect effect) {
    runner.orElseThrow().start(1, effect);
    return endings.getLast();
  }

  Fuse fuse() {
    return fuse;
  }

  MemoryFolder folder() {
    return folder;
  }

  Ec2 ec2() {
    return ec2.port();
  }

  /// From now on EC2 does so many calls with an answer, and all further ones without.
  void fallSilentAfter(int answers) {
    answersBeforeSilence = answers;
  }

  /// The next list of the instance's interfaces is the one of now.
  void freezeNextList() {
    staleList = Optional.of(ec2.port().interfacesOf(instance.id()));
  }

  /// The next list is current.
  void thawNextList() {
    staleList = Optional.empty();
  }

  void useAddresses(HostNetwork.Use seen) {
    use = seen;
  }

  /// All interfaces that EC2 has.
  List<NetworkInterface> interfaces() {
    return ec2.interfaces();
  }

  private void pass(Duration length) {
    now = now.plus(length);
    ec2.advance();
  }

  private Ec2 port() {
    return (Ec2)
        Proxy.newProxyInstance(
            Ec2.class.getClassLoader(),
            new Class<?>[] {Ec2.class},
            (_, method, arguments) -> called(method, arguments));
  }

  private @Nullable Object called(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("interfacesOf") && staleList.isPresent()) {
      var list = staleList.get();
      staleList = Optional.empty();
      return list;
    }
    try {
      var answer = method.invoke(ec2.port(), arguments);
      fuse.burn();
      if (--answersBeforeSilence < 0) {
        throw new Ec2Exception(
            method.getName(), "", new Ec2Failure.Ambiguous("SocketTimeout", "no answer"));
      }
      return answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private final class Kernel implements HostNetwork {
    @Override
    public void addInterface(Interface eni, int deviceIndex) {
      routed.add(deviceIndex);
      fuse.burn();
    }

    @Override
    public void removeInterface(int deviceIndex) {
      routed.remove(deviceIndex);
      fuse.burn();
    }

    @Override
    public void rewire(Lease lease) {}

    @Override
    public Use useOf(EniId eni, List<Ipv4Prefix> blocks) {
      return use;
    }
  }
}
