package io.warmwell.node;

import static io.warmwell.node.SmallVpc.M5_LARGE;
import static io.warmwell.node.SmallVpc.SUBNET;

import io.warmwell.cni.Leases;
import io.warmwell.eni.Interface;
import io.warmwell.eni.InterfaceLifecycle;
import io.warmwell.eni.Pause;
import io.warmwell.inet.Ipv4Address;
import io.warmwell.inet.Ipv4Prefix;
import io.warmwell.ipamd.agent.Event;
import io.warmwell.ipamd.agent.NodeAgent;
import io.warmwell.ipamd.agent.Policy;
import io.warmwell.ipamd.agent.Records;
import io.warmwell.ipamd.effects.DeviceIndexes;
import io.warmwell.ipamd.effects.EffectRunner;
import io.warmwell.ipamd.effects.HostNetwork;
import io.warmwell.ipamd.intents.Intents;
import io.warmwell.ipamd.start.Stock;
import io.warmwell.pool.Attachment;
import io.warmwell.pool.AttachmentKey;
import io.warmwell.pool.Capacity;
import io.warmwell.pool.EniId;
import io.warmwell.pool.Lease;
import io.warmwell.pool.Planner;
import io.warmwell.pool.PodName;
import io.warmwell.pool.Pool;
import io.warmwell.pool.PoolSnapshot;
import io.warmwell.pool.WarmTargets;
import io.warmwell.simulator.disk.MemoryFolder;
import io.warmwell.simulator.ec2.CreateInterface;
import io.warmwell.simulator.ec2.Instance;
import io.warmwell.simulator.ec2.NetworkInterface;
import io.warmwell.simulator.ec2.SimulatedEc2;
import io.warmwell.simulator.ec2.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// An m5.large with the production agent and effect runner on a simulated EC2. One thread runs it
/// all: effects wait in a queue until the test lets time pass.
final class VirtualNode implements InstantSource {
  private static final Duration COOL_DOWN = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(100);

  private final Pool pool = new Pool(COOL_DOWN);
  private final ArrayDeque<Runnable> effects = new ArrayDeque<>();
  private final ArrayDeque<Event> mailbox = new ArrayDeque<>();
  private final Map<String, Leases.Answer> answers = new TreeMap<>();
  private final Routes routes = new Routes();
  private final SimulatedEc2 ec2;
  private final Instance instance;
  private final NodeAgent agent;
  private EniId stranger = new EniId("eni-none");
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  VirtualNode(Planner planner, WarmTargets targets, int podsMax, String subnet)
      throws InterruptedException {
    ec2 = SmallVpc.ec2(subnet, this);
    instance = SmallVpc.run(ec2);
    Pause pause = this::pass;
    var lifecycle = new InterfaceLifecycle(ec2.port(), instance.id(), pause, new Random(1));
    var devices = new DeviceIndexes();
    var folder = new MemoryFolder("/memory", new MemoryFolder.Fate() {});
    var intents = Intents.open(folder, instance.id());
    var world = new EffectRunner.World(ec2.port(), lifecycle, routes, devices, intents);
    var stock = Stock.take(world, SmallVpc.BIRTHS);
    stock.fill(pool);
    var tokens = new AtomicInteger();
    var chances = new EffectRunner.Chances(this, () -> "token-" + tokens.incrementAndGet());
    var runner =
        new EffectRunner(
            world,
            SmallVpc.BIRTHS,
            chances,
            effects::add,
            (id, ending) -> mailbox.add(new Event.EffectEnded(id, ending)));
    var policy = policy(targets, new Capacity(M5_LARGE, stock.foreign(), podsMax));
    var outside = new NodeAgent.Outside(new NoRecords(), runner);
    agent = new NodeAgent(policy, pool, planner, outside, new Random(1));
    mailbox.add(new Event.Woken());
  }

  @Override
  public Instant instant() {
    return now;
  }

  void add(String pod) {
    mailbox.add(
        new Event.AddressAsked(
            attachment(pod),
            answer -> {
              answers.put(pod, answer);
              if (answer instanceof Leases.Answer.Leased(var lease, _)) {
                routes.pods.put(lease.address(), pod);
              }
            }));
  }

  void delete(String pod) {
    routes.pods.values().removeIf(pod::equals);
    mailbox.add(new Event.ReleaseAsked(attachment(pod).key(), () -> {}));
  }

  /// Makes the pool forget a pod that stays wired, as a lost journal would.
  void forget(String pod) {
    mailbox.add(new Event.ReleaseAsked(attachment(pod).key(), () -> {}));
  }

  void refuseLinks(boolean refuse) {
    routes.refuseLinks = refuse;
  }

  /// Lets a stranger take one address in the middle of every /28 of the subnet that is wholly free.
  void fragment() {
    fragmentAllBut(0);
  }

  /// The same, but for the first few of them.
  void fragmentAllBut(int whole) {
    var cidr = ec2.configuration().subnets().getFirst().cidr();
    var taken =
        ec2.interfaces().stream()
            .map(NetworkInterface::toInterface)
            .flatMap(
                eni -> Stream.concat(Stream.of(eni.primary().toPrefix()), eni.blocks().stream()))
            .toList();
    var middles =
        IntStream.range(1, (int) cidr.size() / 16)
            .mapToObj(index -> new Ipv4Prefix(cidr.base().plus(16L * index), 28))
            .filter(prefix -> taken.stream().noneMatch(prefix::overlaps))
            .skip(whole)
            .map(prefix -> prefix.base().plus(8))
            .toList();
    stranger =
        ec2.createNetworkInterface(
                new CreateInterface(
                    SUBNET,
                    new CreateInterface.Primary.Named(middles.getFirst()),
                    new Wanted.Addresses(middles.subList(1, middles.size())),
                    List.of(),
                    "a stranger",
                    Map.of(),
                    ""))
            .id();
  }

  /// Attaches a trunk, as the VPC resource controller does.
  EniId attachTrunk(int deviceIndex) {
    var request =
        new CreateInterface(
            SUBNET,
            Interface.Type.TRUNK,
            new CreateInterface.Primary.Any(),
            Wanted.NOTHING,
            List.of(),
            "a trunk",
            Map.of(Interface.INSTANCE_TAG, instance.id()),
            "");
    var trunk = ec2.createNetworkInterface(request).id();
    ec2.port().attach(trunk, instance.id(), deviceIndex);
    return trunk;
  }

  /// Takes the stranger away again.
  void defragment() {
    ec2.deleteNetworkInterface(stranger);
  }

  /// Aims at something else, as after a change of the settings.
  void change(Planner planner, WarmTargets targets, Capacity capacity) {
    mailbox.add(new Event.PolicyChanged(policy(targets, capacity), planner));
  }

  /// Handles what waits, then lets time pass in small steps, effects running in between.
  void run(Duration length) {
    var end = now.plus(length);
    while (now.isBefore(end)) {
      settle();
      var wake = agent.nextWake(now);
      pass(STEP);
      if (wake.filter(at -> !now.isBefore(at)).isPresent()) {
        mailbox.add(new Event.Woken());
      }
    }
    settle();
  }

  Map<String, Leases.Answer> answers() {
    return answers;
  }

  Ipv4Address address(String pod) {
    if (answers.get(pod) instanceof Leases.Answer.Leased(var lease, _)) {
      return lease.address();
    }
    throw new AssertionError(pod + " has no address: " + answers.get(pod));
  }

  Capacity capacity() {
    return agent.capacity();
  }

  PoolSnapshot pool() {
    return agent.snapshot(now);
  }

  /// What EC2 says the instance's interfaces are.
  List<Interface> interfaces() {
    return ec2.port().interfacesOf(instance.id());
  }

  /// The secondary addresses and prefixes that EC2 says the instance has.
  List<Ipv4Prefix> blocks() {
    return interfaces().stream().flatMap(eni -> eni.blocks().stream()).toList();
  }

  Map<String, Long> calls() {
    return ec2.callsByAction();
  }

  private void settle() {
    while (!mailbox.isEmpty() || !effects.isEmpty()) {
      while (!mailbox.isEmpty()) {
        agent.handle(mailbox.remove(), now);
      }
      if (!effects.isEmpty()) {
        effects.remove().run();
      }
    }
  }

  private void pass(Duration length) {
    now = now.plus(length);
    ec2.advance();
  }

  private static Policy policy(WarmTargets targets, Capacity capacity) {
    return new Policy(
        targets, capacity, Duration.ofSeconds(20), Duration.ofSeconds(60), COOL_DOWN, "m5.large");
  }

  private static Attachment attachment(String pod) {
    return new Attachment(
        new AttachmentKey("net", pod, "eth0"), new PodName("default", pod), "eni" + pod);
  }

  /// The node's network: what is routed to pods, and links that appear at once or never.
  private final class Routes implements HostNetwork {
    private final Map<Ipv4Address, String> pods = new HashMap<>();
    private final List<Integer> interfaces = new ArrayList<>();
    private boolean refuseLinks;

    @Override
    public void addInterface(Interface eni, int deviceIndex) {
      if (refuseLinks) {
        throw new HostNetworkException("no link with MAC " + eni.mac());
      }
      if (interfaces.contains(deviceIndex)) {
        throw new IllegalStateException("routed twice: device " + deviceIndex);
      }
      interfaces.add(deviceIndex);
    }

    @Override
    public void removeInterface(int deviceIndex) {
      interfaces.removeIf(routed -> routed == deviceIndex);
    }

    @Override
    public void rewire(Lease lease) {}

    @Override
    public Use useOf(EniId eni, List<Ipv4Prefix> blocks) {
      var leases =
          pods.entrySet().stream()
              .filter(pod -> blocks.stream().anyMatch(block -> block.contains(pod.getKey())))
              .map(pod -> new Lease(attachment(pod.getValue()), pod.getKey(), eni, 0, now))
              .toList();
      return new Use(leases, List.of());
    }
  }

  private static final class NoRecords implements Records {
    @Override
    public void granted(Lease lease) {}

    @Override
    public void released(Lease lease, Instant restsUntil) {}
  }
}
